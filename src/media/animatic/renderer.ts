import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WanError } from '../../errors.js';
import type { JsonObject } from '../../json.js';
import type { Clock, HostIdentity } from '../../runtime.js';
import type { Ffmpeg } from '../ffmpeg.js';
import { acceptOrder, readOrder } from './accept.js';
import { type AttemptPaths, listAttempts, livingPid, readAttempt } from './attempt.js';
import { isCancelled, markCancelled } from './cancelled.js';
import { launch, nextAttempt } from './launch.js';
import { type Order, parseBody } from './order.js';
import { keptMs, sweep } from './sweep.js';

/** What `providers/local.ts` asks for; a rendering service that lives in a directory instead of on a server. */
export interface AnimaticRenderer {
  /** Takes an order, exactly once for each id that the caller chose, and starts rendering. */
  accept(id: string, body: JsonObject): Promise<void>;
  /** How a render is doing; starts it again when it certainly died. */
  status(id: string): Promise<RenderStatus>;
  cancel(id: string): Promise<'cancelled' | 'too-late' | 'absent'>;
  /** Ids of all renders here. */
  list(): Promise<readonly string[]>;
}

export type RenderStatus =
  | { readonly status: 'absent' }
  | { readonly status: 'queued' }
  | { readonly status: 'rendering' /** 0 to 1 */; readonly fraction: number }
  | { readonly status: 'finished'; readonly path: string /** Epoch ms. */; readonly keptUntil: number }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'cancelled' };

export interface RendererParts {
  /** Where renders are kept, one folder each. */
  readonly directory: string;
  readonly ffmpeg: Ffmpeg;
  readonly host: HostIdentity;
  readonly clock: Clock;
}

/** Starts of ffmpeg before a render counts as failed. */
const mostAttempts = 3;

/**
 * Renders survive the death of whoever ordered them: everything is in files, and each step is one that a crash leaves
 * either done or not done.
 */
export function createAnimaticRenderer(parts: RendererParts): AnimaticRenderer {
  const { directory, ffmpeg, host, clock } = parts;
  const folder = (id: string) => join(directory, requireId(id));
  return {
    accept: async (id, body) => {
      const order = parseBody(body);
      requireId(id);
      await ffmpeg.locate();
      await sweep(directory, clock.now());
      await acceptOrder(directory, id, order);
      // From here on the order is taken: a start that fails now is made up for by the next `status`.
      await advance(folder(id), parts).catch(() => undefined);
    },
    status: async (id) => advance(folder(id), parts),
    cancel: async (id) => {
      const state = await look(folder(id), parts);
      if (state.status === 'absent') return 'absent';
      if (state.status === 'finished' || state.status === 'failed') return 'too-late';
      await markCancelled(folder(id));
      for (const attempt of await listAttempts(folder(id))) {
        const pid = await livingPid(attempt, host);
        if (pid !== undefined) await ffmpeg.kill(pid);
      }
      return 'cancelled';
    },
    list: async () => (await readdir(directory).catch(() => [])).filter((name) => idPattern.test(name)),
  };
}

const idPattern = /^[A-Za-z0-9_-]{1,80}$/;

/** Ids become folder names. */
function requireId(id: string): string {
  if (idPattern.test(id)) return id;
  throw new WanError('request.invalid', `not the id of a render: ${JSON.stringify(id)}`);
}

async function advance(render: string, parts: RendererParts): Promise<RenderStatus> {
  const state = await look(render, parts);
  if (state.status !== 'startable') return state;
  await launch(state.next, { ...parts, order: state.order });
  return { status: 'queued' };
}

type Look = RenderStatus | { readonly status: 'startable'; readonly order: Order; readonly next: AttemptPaths };

/** Reads only. */
async function look(render: string, { host, clock }: RendererParts): Promise<Look> {
  const order = await readOrder(render);
  if (order === undefined) return { status: 'absent' };
  if (await isCancelled(render)) return { status: 'cancelled' };
  const attempts = await listAttempts(render);
  const states = await Promise.all(attempts.map((one) => readAttempt(one, { frames: order.frames, host, clock })));
  const finished = states.find((state) => state.status === 'finished');
  if (finished !== undefined) {
    return { status: 'finished', path: finished.path, keptUntil: Math.round(finished.finishedAt + keptMs) };
  }
  const running = states.find((state) => state.status === 'running');
  if (running !== undefined) {
    return running.fraction === 0 ? { status: 'queued' } : { status: 'rendering', fraction: running.fraction };
  }
  const last = states.at(-1);
  // The one after those that were judged: if somebody began it meanwhile, it is theirs.
  if (last === undefined || attempts.length < mostAttempts) {
    return { status: 'startable', order, next: nextAttempt(render, attempts) };
  }
  return { status: 'failed', reason: last.status === 'dead' ? last.reason : 'it ended without a clip' };
}
