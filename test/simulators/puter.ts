import type { JsonObject } from '../../src/json.js';
import type { Answer, Exchange, RecordedRequest, Route } from './kit/exchange.js';
import type { SimulatedJob } from './kit/jobs.js';
import {
  type Kit,
  type ServiceDefinition,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from './kit/simulator.js';
import { flagged, missing, noFunds, problem, tokenMissing, tokenRejected, tooMany } from './puter-answers.js';
import { createDrive, type Drive, fileRoutes } from './puter-files.js';
import { detailsOf, findModel, models } from './puter-models.js';
import { callFault, firstFrameOf, isObject } from './puter-validation.js';

export interface PuterOptions extends SimulatorOptions {
  /** Allowance in dollars; 100 when left out. */
  readonly allowance?: number | undefined;
  /** Answers with the clip itself instead of its address, as some renderers do. */
  readonly binary?: boolean | undefined;
  /** Refuses a call that names its first frame in two ways; no document says whether newer servers do. */
  readonly oneFirstFrame?: boolean | undefined;
  /** Calls in 10 s: 200 of a paid account when left out, 30 free, 20 temporary. */
  readonly callsPerWindow?: number | undefined;
}

export interface PuterSimulator extends Simulator {
  /** Files of the account. */
  readonly drive: Drive;
}

/** The only token that the simulator takes. */
export const puterToken = 'simulated-puter-token';

const windowMs = 10_000;
const microCents = 100_000_000;

/**
 * api.puter.com on one origin, the renderer's files on another, written from its document and its client. A call is
 * answered when the clip is ready, so nothing is polled: `status` faults meet nobody, and stat is the `list`.
 */
export async function startPuter(options: PuterOptions = {}): Promise<PuterSimulator> {
  const made: Drive[] = [];
  const simulator = await startSimulator((kit) => {
    const drive = createDrive(kit);
    made.push(drive);
    return definePuter({ kit, drive, options, calls: [] });
  }, options);
  const [drive] = made;
  if (drive === undefined) throw new Error('the simulator has no drive');
  return Object.assign(Object.create(simulator), { drive });
}

interface Desk {
  readonly kit: Kit;
  readonly drive: Drive;
  readonly options: PuterOptions;
  readonly calls: number[];
}

function definePuter(desk: Desk): ServiceDefinition {
  return {
    routes: [
      {
        method: 'POST',
        path: /^\/drivers\/call$/,
        operation: 'submit',
        answer: (exchange) => generate(exchange, desk),
      },
      ...fileRoutes(desk.kit, desk.drive),
      { method: 'GET', path: /^\/metering\/usage$/, operation: 'balance', answer: () => usage(desk) },
      { method: 'GET', path: /^\/whoami$/, answer: () => ({ status: 200, json: { username: 'fox' } }) },
      ...modelRoutes,
    ],
    authorize,
    notFound: () => missing,
  };
}

const modelRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/puterai\/video\/models\/details$/,
    operation: 'schema',
    open: true,
    answer: () => ({ status: 200, json: { models: models.map(detailsOf) } }),
  },
  {
    method: 'GET',
    path: /^\/puterai\/video\/models$/,
    open: true,
    answer: () => ({ status: 200, json: { models: models.map(({ puterId }) => puterId) } }),
  },
];

/** The body is looked at first, then the headers. */
function authorize({ json, headers }: RecordedRequest): Answer | undefined {
  const inBody = isObject(json) && typeof json.auth_token === 'string' ? json.auth_token : undefined;
  const token = inBody ?? headers.authorization?.replace(/^Bearer /, '') ?? headers['x-api-key'];
  if (token === undefined) return tokenMissing;
  return token === puterToken ? undefined : tokenRejected;
}

function generate(exchange: Exchange, desk: Desk): Answer {
  const { kit, calls } = desk;
  calls.push(kit.now());
  const recent = calls.filter((at) => at > kit.now() - windowMs).length;
  if (recent > (desk.options.callsPerWindow ?? 200)) return tooMany;
  const { json } = exchange.request;
  if (!isObject(json)) return problem(400, 'bad_request', 'The body is not JSON');
  const args = isObject(json.args) ? json.args : {};
  const fault = callFault(json, args);
  if (fault !== undefined) return fault;
  if (desk.options.oneFirstFrame === true && args.frame_images !== undefined && args.input_reference !== undefined) {
    return problem(400, 'bad_request', 'Use either frame_images or input_reference, not both');
  }
  if (args.test_mode === true) return success('https://assets.puter.site/txt2vid.mp4');
  if (exchange.fault('moderated-at-submit') !== undefined) return flagged;
  const usd = findModel(args.model)?.usd ?? 0;
  if (exchange.fault('no-credit') !== undefined || fundsLeft(desk) < usd) return noFunds;
  const job = exchange.accept({ endpoint: String(args.model), input: args });
  return answerOf(job, desk);
}

/** The end of the call, which is the end of the job. */
function answerOf(job: SimulatedJob, { kit, drive, options }: Desk): Answer {
  const { outcome } = job;
  if (outcome?.kind === 'task-failed') {
    const { type = 'upstream_failed', message = 'Video generation failed', status = 400 } = outcome;
    return problem(status, type, message, { provider: 'together-video-generation' });
  }
  if (outcome?.kind === 'moderated-at-result') return flagged;
  const isImage = /-i2v-/.test(job.endpoint);
  if (isImage && firstFrameOf(job.input) === undefined) {
    return problem(400, 'upstream_bad_request', 'A first frame is required', { upstreamStatus: 400 });
  }
  const url = kit.media.clipUrl(job.id);
  const bytes = kit.media.clipOf(job.id);
  if (outcome?.kind === 'result-expired') kit.media.delete(new URL(url).pathname);
  else if (typeof job.input.puter_output_path === 'string') drive.save(job.input.puter_output_path, bytes, job.id);
  if (options.binary === true) return { status: 200, headers: { 'content-type': 'video/mp4' }, bytes };
  return success(url);
}

function success(url: string): Answer {
  return { status: 200, json: { success: true, result: url, service: { name: 'ai-video' } } };
}

function usage(desk: Desk): Answer {
  const monthUsageAllowance = (desk.options.allowance ?? 100) * microCents;
  const allowanceInfo: JsonObject = { monthUsageAllowance, remaining: Math.round(fundsLeft(desk) * microCents) };
  return { status: 200, json: { allowanceInfo, usage: {}, appTotals: {} } };
}

/** Metered once per finished clip, whatever its length. */
function fundsLeft({ kit, drive, options }: Desk): number {
  const saved = new Set([...drive.files.values()].map(({ job }) => job));
  const finished = kit.jobs.all.filter(({ id, outcome }) => outcome?.kind === 'result-expired' || saved.has(id));
  return finished.reduce((left, { endpoint }) => left - (findModel(endpoint)?.usd ?? 0), options.allowance ?? 100);
}
