import type { ProviderId } from '../../src/providers/request.js';
import type { Simulator, SimulatorOptions } from '../simulators/kit/simulator.js';

/** What the suite needs to know of a provider under test. */
export interface ProviderBench {
  readonly id: ProviderId;
  /** Starts its simulator on a clock. */
  start(options: Pick<SimulatorOptions, 'now' | 'clipOf'>): Promise<Simulator>;
  /** A key that the simulator takes, by variable. */
  readonly key: Readonly<Record<string, string>>;
  readonly wrongKey: Readonly<Record<string, string>>;
  /** Another account's key; it is never sent. */
  readonly otherKey: Readonly<Record<string, string>>;
  /** A model to render with. */
  readonly model: string;
  /** Whether a lost submit can be looked up in a list. */
  readonly reconciles: boolean;
  /** Whether jobs bear an id of ours, so that a lost one is told from its equals. */
  readonly ownIds?: boolean;
  /** Whether it says that a result expired; else its address is simply dead, and the job stays rendered. */
  readonly tellsExpiry: boolean;
  /** How long a result that is not there counts as one that is still to come, ms; absent where it has expired at once. */
  readonly promisedLifeMs?: number;
  /** Whether a result that is not there is never given up, because no document says how long one is kept. */
  readonly keepsDenied?: boolean;
}
