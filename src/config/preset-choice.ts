import type { PresetChoice } from './presets.js';
import type { Config } from './schema.js';

interface Chooser {
  readonly config: Config;
  readonly directory: string;
}

export interface ChoosePresets {
  /** `--preset`, in order; empty when the flag was not given. */
  readonly flags: readonly string[];
  readonly cwd: string;
  readonly project: (Chooser & { readonly role: 'user' | 'project' | 'given' }) | undefined;
  readonly user: Chooser | undefined;
}

/** Which presets to load: those of the flag, else the project's, else the user's; never a mixture. */
export function choosePresets({ flags, cwd, project, user }: ChoosePresets): readonly PresetChoice[] {
  if (flags.length > 0) return flags.map((reference) => ({ reference, directory: cwd, chooser: 'command' }));
  if (project?.config.preset !== undefined) return choices(project, project.role === 'project' ? 'project' : 'user');
  return user === undefined ? [] : choices(user, 'user');
}

function choices({ config, directory }: Chooser, chooser: PresetChoice['chooser']): readonly PresetChoice[] {
  return [config.preset ?? []].flat().map((reference) => ({ reference, directory, chooser }));
}
