import type { SettingFlags } from '../../config/settings.js';
import type { ProviderId } from '../../providers/request.js';
import type { Asked } from '../request/asked.js';
import { createResolver, type RequestResolver } from '../request/resolve-request.js';
import type { Session } from '../session.js';
import { openWorkshop, type Workshop, type WorkshopOptions } from '../workshop.js';
import { type PlannedRequest, planRequest } from './plan-request.js';

export interface PlanAll {
  /** Gone through more than once. */
  readonly asks: Iterable<Asked>;
  readonly run: string;
  readonly settingFlags: SettingFlags;
  readonly workshop: Pick<WorkshopOptions, 'waitTimeoutMs' | 'allowUnknownPrice'>;
  /** Takes what is wrong with one request, so that all faults of a file show at once; else the first is thrown. */
  onFault?(index: number, error: unknown): void;
}

export interface PlannedAll {
  readonly workshop: Workshop;
  readonly planned: readonly PlannedRequest[];
}

/** Files are read and pictures prepared for this many requests at once. */
const sideBySide = 4;
/** Requests between two looks at what else there is to do: Ctrl-C, a progress line. */
const portion = 250;

/**
 * Checks and prices every request; nothing is sent. Each is resolved twice, first for its provider and then for its plan,
 * so that of ten thousand only the plans are held.
 */
export async function planAll(session: Session, asked: PlanAll): Promise<PlannedAll> {
  const { settingFlags } = asked;
  const resolve = createResolver(session, { safetyCheckerOff: turnsCheckerOff(asked), settingFlags });
  const { providers, faulty } = await review(session, asked, resolve);
  const workshop = await openWorkshop(session, {
    ...asked.workshop,
    run: asked.run,
    providers: [...providers],
    flags: settingFlags,
  });
  const planned: (PlannedRequest | undefined)[] = [];
  const queue = portions(session, asked.asks);
  const lanes = Array.from({ length: sideBySide }, async () => {
    for await (const [index, each] of queue) {
      if (faulty.has(index)) continue;
      planned[index] = await guarded(asked, index, async () =>
        planRequest(session, workshop, { asked: each, ask: await resolve(each), run: asked.run }),
      );
    }
  });
  await Promise.all(lanes);
  return { workshop, planned: planned.flatMap((each) => each ?? []) };
}

function turnsCheckerOff({ asks }: PlanAll): boolean {
  for (const { fields } of asks) if (fields.safetyChecker === false) return true;
  return false;
}

/** Every provider that is asked for, and which requests ask for none. */
async function review(session: Session, asked: PlanAll, resolve: RequestResolver) {
  const providers = new Set<ProviderId>();
  const faulty = new Set<number>();
  for await (const [index, ask] of portions(session, asked.asks)) {
    for (const provider of ask.fallback) providers.add(provider);
    const resolved = await guarded(asked, index, () => resolve(ask));
    if (resolved === undefined) faulty.add(index);
    else providers.add(resolved.provider);
  }
  return { providers, faulty };
}

/** Requests with their place, in portions between which the process sees to other things, and stops when it is told to. */
async function* portions(session: Session, asks: Iterable<Asked>): AsyncGenerator<readonly [number, Asked]> {
  let index = 0;
  for (const ask of asks) {
    if (index > 0 && index % portion === 0) await session.runtime.clock.sleep(0);
    session.stop.throwIfAborted();
    yield [index, ask];
    index += 1;
  }
}

async function guarded<T>(asked: PlanAll, index: number, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (asked.onFault === undefined) throw error;
    asked.onFault(index, error);
    return undefined;
  }
}
