import { WanError } from '../../errors.js';
import { leadsOut } from '../../files/leads-out.js';
import type { Session } from '../session.js';

/**
 * Refuses a path that a data file named and that a link takes out of the working directory: a project must not write
 * elsewhere.
 *
 * @throws WanError `output.invalid`
 */
export function refuseLinkedOutput({ runtime, flags }: Pick<Session, 'runtime' | 'flags'>, path: string): void {
  if (flags.allowOutside === true || flags.trustProject === true || !leadsOut(runtime.cwd, path)) return;
  throw new WanError('output.invalid', `${path} leads out of ${runtime.cwd} through a link`, {
    hint: 'name the output on the command line, or add --allow-outside to permit it',
  });
}
