import { z } from 'zod';
import { modelsOf } from '../../catalogue/catalogue.js';
import type { ModelSpec } from '../../catalogue/model.js';
import { WanError } from '../../errors.js';
import type { Account } from '../../jobs/engine.js';
import { findGraph } from '../../providers/comfyui/graphs.js';
import type { Call } from '../../providers/provider.js';
import type { VideoRequest } from '../../providers/request.js';
import { askingCall } from './asking.js';
import { type Finding, ok, problem, problems, skipped, warning } from './finding.js';
import { within } from './within.js';

export interface ComfyuiCheck {
  readonly account: Account;
  /** The user named a server, or chose this provider; else a server that is not there is nothing to mend. */
  readonly wanted: boolean;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
}

const statsSchema = z.object({ system: z.object({ comfyui_version: z.string().nullish() }) });

/** The server: there, of which version, and with the nodes and model files of the built-in graphs. */
export async function checkComfyui(options: ComfyuiCheck): Promise<readonly Finding[]> {
  const { account, wanted, deadlineMs } = options;
  try {
    return await within({ signal: options.signal, ms: deadlineMs, what: account.apiOrigin }, async (signal) => {
      const call = askingCall({ account, signal, timeoutMs: deadlineMs });
      const version = await readVersion(account, call);
      return [ok('comfyui', `version ${version} at ${account.apiOrigin}`), ...(await checkGraphs(account, call))];
    });
  } catch (error) {
    if (!wanted && error instanceof WanError) return [skipped('comfyui', `no server at ${account.apiOrigin}`)];
    return problems('comfyui', error);
  }
}

async function readVersion({ apiOrigin, provider }: Account, call: Call): Promise<string> {
  const [origin = apiOrigin] = provider.facts.apiOrigins;
  const { status, json } = await call.http.send({ method: 'GET', url: `${origin}/system_stats` });
  const stats = statsSchema.safeParse(json);
  if (stats.success) return stats.data.system.comfyui_version ?? 'unknown';
  throw new WanError('provider.unavailable', `${apiOrigin} answered ${status}, and not as a ComfyUI server does`, {
    hint: 'see COMFYUI_URL: scheme, host and port of the server',
  });
}

async function checkGraphs({ provider }: Account, call: Call): Promise<readonly Finding[]> {
  // A workflow of the user's own is looked at when it is used.
  const graphs = modelsOf('comfyui').filter(({ endpoint }) => findGraph(endpoint) !== undefined);
  const lacking = await Promise.all(
    graphs.map(async (spec) => ({
      endpoint: spec.endpoint,
      error: await lackIn(() => provider.preflight?.(emptyRequest(spec), call)),
    })),
  );
  const ready = lacking.filter(({ error }) => error === undefined).map(({ endpoint }) => endpoint);
  const faults = lacking.flatMap(({ endpoint, error }) =>
    error === undefined ? [] : [describe({ endpoint, error, othersRun: ready.length > 0 })],
  );
  return [...(ready.length > 0 ? [ok('comfyui models', ready.join(', '))] : []), ...faults];
}

/** What the server lacks for a graph; undefined when it has all. */
async function lackIn(preflight: () => Promise<void> | undefined): Promise<WanError | undefined> {
  try {
    await preflight();
    return undefined;
  } catch (error) {
    if (error instanceof WanError && error.code === 'provider.refused') return error;
    throw error;
  }
}

/** The graph of a model as it is before anything is asked of it. */
function emptyRequest({ endpoint, required }: ModelSpec): VideoRequest {
  const endImage = { url: 'end.png', expiresAt: null };
  return { endpoint, wire: {}, options: {}, media: required.includes('endImage') ? { endImage } : {} };
}

interface Lack {
  readonly endpoint: string;
  readonly error: WanError;
  readonly othersRun: boolean;
}

/** One graph that can run is enough to render with; the others are for whoever wants them. */
function describe({ endpoint, error, othersRun }: Lack): Finding {
  const detail = `${endpoint}: ${error.message.replace(/^comfyui: /, '')}`;
  const mend = error.hint ?? 'put the model files there, and refresh the server';
  return othersRun ? warning('comfyui models', detail, mend) : problem('comfyui models', error.code, { detail, mend });
}
