import { WanError } from '../../errors.js';
import type { RunFlags } from '../request/run-flags.js';
import type { CommandContext } from '../run-command.js';

/**
 * A plan is reviewed body by body, and what another provider would be sent stands in none of them.
 *
 * @throws WanError `usage.invalid`
 */
export function refusePlannedFallback({ purpose }: Pick<CommandContext, 'purpose'>, { fallback }: RunFlags): void {
  if (purpose?.kind !== 'plan' || fallback === undefined) return;
  throw new WanError('usage.invalid', 'a plan holds what one provider is sent: --fallback has no effect on it', {
    hint: 'leave --fallback out, or give it to wan generate or wan batch',
  });
}
