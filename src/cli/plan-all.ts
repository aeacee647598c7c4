import type { SettingFlags } from '../config/settings.js';
import { type Asked, type PlannedRequest, planRequest } from './plan-request.js';
import { createResolver, type ResolvedAsk } from './resolve-request.js';
import type { Session } from './session.js';
import { openWorkshop, type Workshop, type WorkshopOptions } from './workshop.js';

export interface PlanAll {
  readonly asks: readonly Asked[];
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

/** Checks and prices every request; nothing is sent. */
export async function planAll(session: Session, asked: PlanAll): Promise<PlannedAll> {
  const { asks, settingFlags } = asked;
  const resolved = await resolveAll(session, asked);
  const providers = new Set(resolved.flatMap((ask) => ask?.provider ?? []));
  for (const ask of asks) for (const provider of ask.fallback) providers.add(provider);
  const workshop = await openWorkshop(session, { ...asked.workshop, providers: [...providers], flags: settingFlags });
  const planned: (PlannedRequest | undefined)[] = [];
  const queue = asks.entries();
  const lanes = Array.from({ length: sideBySide }, async () => {
    for (const [index, each] of queue) {
      const ask = resolved[index];
      if (ask === undefined) continue;
      // Used up: of ten thousand rows, not all are kept in three forms at once.
      resolved[index] = undefined;
      planned[index] = await guarded(asked, index, () =>
        planRequest(session, workshop, { asked: each, ask, run: asked.run }),
      );
    }
  });
  await Promise.all(lanes);
  return { workshop, planned: planned.flatMap((each) => each ?? []) };
}

async function resolveAll(session: Session, asked: PlanAll): Promise<(ResolvedAsk | undefined)[]> {
  const { asks, settingFlags } = asked;
  const safetyCheckerOff = asks.some(({ fields }) => fields.safetyChecker === false);
  const resolve = createResolver(session, { safetyCheckerOff, settingFlags });
  const resolved: (ResolvedAsk | undefined)[] = [];
  for (const [index, ask] of asks.entries()) resolved.push(await guarded(asked, index, () => resolve(ask)));
  return resolved;
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
