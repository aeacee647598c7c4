import fc from 'fast-check';
import type { HttpClient, HttpResponse } from '../../../src/http/client.js';
import { parseJson } from '../../../src/http/response-body.js';
import { createRoute } from '../../../src/http/route.js';
import type { Call, Provider } from '../../../src/providers/provider.js';
import { hostileValue, type Mutation, mutate, mutation, toText } from './hostile-json.js';

/** What a service may do to its next answers. */
export interface Hostility {
  readonly mutations: readonly Mutation[];
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Takes the place of the whole body. */
  readonly body: string | undefined;
  /** The first answer that all this is done to. */
  readonly from: number;
}

const often = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

export const hostility: fc.Arbitrary<Hostility> = fc.record({
  mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
  status: often<number | undefined>(
    undefined,
    fc.constantFrom(200, 201, 204, 299, 300, 304, 400, 401, 402, 403, 404, 409, 410, 413, 422, 429, 499, 500, 503, 599),
  ),
  headers: often<Record<string, string>>(
    {},
    fc.dictionary(
      fc.constantFrom('date', 'retry-after', 'content-type', 'location', 'x-request-id', '__proto__'),
      fc.oneof(fc.string(), fc.constantFrom('-1', '1e99', 'Sat, 99 Foo 99999 99:99:99 GMT', '\u001b[2J')),
    ),
  ),
  body: often<string | undefined>(
    undefined,
    fc.oneof(
      hostileValue.map(toText),
      fc.constantFrom('', '{', '<html>\u001b[31m<h1>Bad gateway', '"'.repeat(9), '['.repeat(100_000)),
    ),
  ),
  from: fc.nat({ max: 3 }),
});

/** Answers that a service gave to one call, in order. */
export type Recording = readonly HttpResponse[];

/** Runs a call and keeps every answer; how it ends does not matter. */
export async function record(call: Call, run: (call: Call) => Promise<unknown>): Promise<Recording> {
  const answers: HttpResponse[] = [];
  const keep = async (answer: Promise<HttpResponse>) => {
    answers.push(await answer);
    return answer;
  };
  const http: HttpClient = {
    send: (request) => keep(call.http.send(request)),
    submit: (request) => keep(call.http.submit(request)),
  };
  await run({ ...call, http }).catch(() => undefined);
  return answers;
}

/** More requests than any honest list needs, and fewer than anybody would notice. */
const mostRequests = 1000;

/** The same service turned hostile: its recorded answers, changed; the last one again for whatever else is asked. */
export function replay(call: Call, provider: Provider, recording: Recording, hostile: Hostility): Call {
  const route = createRoute({ provider: provider.id, apiOrigins: provider.facts.apiOrigins });
  let asked = 0;
  const answer: HttpClient['send'] = async ({ url, query }) => {
    // The program's own client reads the address in the same way.
    const { protocol } = route(url, query).url;
    if (!/^https?:$/.test(protocol)) throw new Error(`asked for a ${protocol} address`);
    if (asked > mostRequests) throw new Error('it goes on asking for ever');
    const honest = recording[Math.min(asked, recording.length - 1)];
    asked += 1;
    return asked > hostile.from || recording.length <= hostile.from ? corrupted(honest, hostile) : toAnswer(honest);
  };
  return { ...call, http: { send: answer, submit: answer } };
}

function toAnswer(honest: HttpResponse | undefined): HttpResponse {
  return honest ?? { status: 200, headers: {}, text: '{}', json: {} };
}

function corrupted(honest: HttpResponse | undefined, hostile: Hostility): HttpResponse {
  const { status, headers, text, json } = toAnswer(honest);
  const changed = hostile.body ?? (json === undefined ? text : mutate(json, hostile.mutations));
  return {
    status: hostile.status ?? status,
    headers: { ...headers, ...hostile.headers },
    text: changed,
    json: parseJson(changed),
  };
}
