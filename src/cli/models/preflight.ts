import type { ModelSpec } from '../../catalogue/model.js';
import { toWire } from '../../catalogue/wire.js';
import { WanError } from '../../errors.js';
import { freeCall } from '../../jobs/account.js';
import { canonicalJson } from '../../json.js';
import type { RequestFields } from '../../providers/request.js';
import type { Accounts } from '../accounts.js';
import { embedWorkflow } from './workflow-desk.js';

/**
 * Asks the provider, free, whether it can run a request. Only its refusal counts: a server that does not answer now may
 * do so by the time of the submit, which has its own words and its own patience.
 *
 * @throws WanError `provider.refused`, `request.*`
 */
export async function askBeforehand(spec: ModelSpec, fields: RequestFields, accounts: Accounts): Promise<void> {
  try {
    const account = accounts.of(spec.provider);
    if (account.provider.preflight === undefined) return;
    const hosted = fields.workflow === undefined ? {} : { workflow: await embedWorkflow(fields.workflow) };
    const { wire } = toWire(spec, fields, hosted);
    const request = { endpoint: spec.endpoint, wire, options: fields, media: hosted };
    await account.provider.preflight(request, freeCall(account));
  } catch (error) {
    if (!(error instanceof WanError) || isVerdict(error)) throw error;
  }
}

/** What a server's nodes and files are asked for by: not by the picture, the words or the seed. */
export function preflightKey({ provider, endpoint }: ModelSpec, fields: RequestFields): string {
  const { workflow = null, loras = [], lorasHigh = [], lorasLow = [], extra = {}, endImage } = fields;
  const paths = [loras, lorasHigh, lorasLow].map((list) => list.map(({ path }) => path));
  return canonicalJson([provider, endpoint, workflow, paths, extra, endImage !== undefined]);
}

function isVerdict({ code }: WanError): boolean {
  return code === 'provider.refused' || code.startsWith('request.');
}
