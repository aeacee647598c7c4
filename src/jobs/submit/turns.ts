import type { ProviderId } from '../../providers/request.js';
import type { Engine } from '../engine.js';
import type { Job } from '../job.js';
import { nextTurn, slowDown, type Turn } from '../ledger/turns-table.js';
import { type Limits, limitsFor } from '../pace.js';
import { createLane, type Lane } from './lane.js';

/** Submits of this process, one asking the ledger at a time for each provider. */
export interface Turns {
  /**
   * Waits until the account of this job takes another submit, and then runs `write`, which writes the intent and calls
   * `claim` inside its transaction. Undefined when it was stopped first.
   */
  take<T>(engine: Engine, job: Job, write: Write<T>): Promise<T | undefined>;
  /** Notes a 429 for every process; returns the milliseconds until the account may be asked again. */
  throttled(engine: Engine, job: Job, retryAfterMs: number | undefined): number;
  /** Aborted when nothing more is to be sent. */
  readonly stop: AbortSignal;
  /** Whether a job may be throttled for ever: in a batch it only waits, and nothing is dropped. */
  readonly isPatient: boolean;
}

export interface TurnOptions {
  /** Jobs at once, over what is configured and published. */
  readonly concurrency?: number | undefined;
  /** Whether a job is followed to its end, so that it holds a slot of its account. */
  readonly needsSlot: boolean;
  readonly isPatient: boolean;
  readonly stop: AbortSignal;
}

/** A claim that came too late: another process was faster. */
class TurnMissed extends Error {}

/** Longer waits are said, ms. */
const worthSayingMs = 5_000;

export function createTurns({ concurrency, needsSlot, isPatient, stop }: TurnOptions): Turns {
  const gates = new Map<ProviderId, Gate>();
  const gateOf = (provider: ProviderId) => {
    const gate = gates.get(provider) ?? { lane: createLane(1), ahead: 0, latest: Promise.resolve() };
    gates.set(provider, gate);
    return gate;
  };
  const ask = (engine: Engine, job: Job, ahead: number) =>
    nextTurn(engine.sql, job, {
      limits: limitsOfJob(engine, job, concurrency),
      now: engine.clock.now(),
      host: engine.host,
      needsSlot,
      lifetimeMs: engine.expectedMs(job) * 1.5,
      ahead,
    });

  /** Begins to write as soon as the account takes one more than those that are being written. */
  const begin = async <T>(engine: Engine, job: Job, write: Write<T>): Promise<Begun<T> | undefined> => {
    const gate = gateOf(job.provider);
    let said: Turn['why'] = 'free';
    while (!stop.aborted) {
      const turn = ask(engine, job, gate.ahead);
      if (turn.inMs === 0) return enter(gate, () => write(() => claim(engine, job)));
      if (gate.ahead > 0) {
        await gate.latest;
        continue;
      }
      said = sayOnce(engine, job, { turn, said, level: isPatient ? 'info' : 'warning' });
      await engine.clock.sleep(turn.inMs, stop).catch(() => {});
    }
    return undefined;
  };
  const claim = (engine: Engine, job: Job) => {
    if (ask(engine, job, 0).inMs > 0) throw new TurnMissed('another process was faster');
  };

  return {
    isPatient,
    stop,
    take: async (engine, job, write) => {
      while (!stop.aborted) {
        const begun = await gateOf(job.provider).lane.run(() => begin(engine, job, write));
        try {
          return await begun?.written;
        } catch (error) {
          if (!(error instanceof TurnMissed)) throw error;
        }
      }
      return undefined;
    },
    throttled: (engine, job, retryAfterMs) => {
      const now = engine.clock.now();
      const limits = limitsOfJob(engine, job, concurrency);
      return Math.max(slowDown(engine.sql, job, { limits, now, retryAfterMs }) - now, 0);
    },
  };
}

type Write<T> = (claim: () => void) => T | Promise<T>;

/** What one provider's submits pass through. */
interface Gate {
  readonly lane: Lane;
  /** Intents that are being written: the ledger does not count them yet. */
  ahead: number;
  /** Resolves when the newest of them is written, or is not. */
  latest: Promise<void>;
}

interface Begun<T> {
  readonly written: Promise<T>;
}

function enter<T>(gate: Gate, write: () => T | Promise<T>): Begun<T> {
  gate.ahead += 1;
  const written = Promise.resolve()
    .then(write)
    .finally(() => {
      gate.ahead -= 1;
    });
  gate.latest = written.then(
    () => {},
    () => {},
  );
  return { written };
}

/** The limits of a job's account: the run's own number of jobs at once before the configured before the published one. */
function limitsOfJob(engine: Engine, job: Job, concurrency: number | undefined): Limits {
  const limits = limitsFor(engine.accountOf(job.provider).provider.facts, engine.limitsOf?.(job.provider));
  return concurrency === undefined ? limits : { ...limits, concurrency };
}

interface Saying {
  readonly turn: Turn;
  readonly said: Turn['why'];
  /** In a batch waiting is how it goes; whoever makes one clip wants to know why nothing happens. */
  readonly level: 'info' | 'warning';
}

function sayOnce(engine: Engine, job: Job, { turn, said, level }: Saying): Turn['why'] {
  if (turn.why === said || (turn.why !== 'slot' && turn.inMs < worthSayingMs)) return said;
  const text = {
    free: '',
    slot: `waits: as many jobs are under way at ${job.provider} as its key may have at once`,
    rate: `waits ${Math.ceil(turn.inMs / 1000)} s: ${job.provider} takes only so many submits a minute`,
    throttled: `waits ${Math.ceil(turn.inMs / 1000)} s: ${job.provider} asked to be slower`,
  }[turn.why];
  engine.report({ type: 'note', level, job: job.id, text });
  return turn.why;
}
