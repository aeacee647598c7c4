import type { Operation, Provider, SubmitIntent } from '../../src/providers/provider.js';
import type { Simulator } from '../simulators/kit/simulator.js';
import { type OpenCall, type OpenedCall, openCall } from './open-call.js';

/** A provider before its simulator, on one clock that only `simulator.advance` moves. */
export interface OpenProvider<Name extends keyof Provider, Service extends Simulator = Simulator> extends OpenedCall {
  readonly simulator: Service;
  readonly provider: Whole<Name>;
}

/** A provider that has these functions, which are optional in general. */
export type Whole<Name extends keyof Provider> = Provider & Required<Pick<Provider, Name>>;

/** What every test of a provider begins with. */
export type Bench = OpenProvider<never>;

/** A bench with a job on it. */
export type Submitted<B extends Bench = Bench> = B & { readonly operation: Operation };

interface Opening<Name extends keyof Provider, Service extends Simulator> extends Omit<OpenCall, 'provider'> {
  readonly provider: Provider;
  readonly functions: readonly Name[];
  readonly simulator: Service;
}

/** Opens a call to the simulator for a provider that must have these functions. */
export function openProvider<Name extends keyof Provider, Service extends Simulator>({
  provider,
  functions,
  ...opening
}: Opening<Name, Service>): OpenProvider<Name, Service> {
  const opened = openCall({ provider, ...opening });
  return { ...opened, simulator: opening.simulator, provider: whole(provider, functions) };
}

/** The provider, of which these functions are known to be there. */
function whole<Name extends keyof Provider>(provider: Provider, functions: readonly Name[]): Whole<Name> {
  if (!has(provider, functions)) throw new Error(`${provider.id} lacks one of ${functions.join(', ')}`);
  return provider;
}

function has<Name extends keyof Provider>(provider: Provider, functions: readonly Name[]): provider is Whole<Name> {
  return functions.every((name) => provider[name] !== undefined);
}

/** The bench with a job that the simulator has accepted. */
export async function submitOn<B extends Bench>(bench: B, intent: SubmitIntent): Promise<Submitted<B>> {
  return { ...bench, operation: await bench.provider.submit(intent, bench.call) };
}
