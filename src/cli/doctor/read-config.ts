import { describeConfig } from '../../config/describe.js';
import { type LoadedConfig, loadConfig } from '../../config/load.js';
import { resolveRequest } from '../../config/resolve.js';
import { resolveSettings, type Settings } from '../../config/settings.js';
import type { ProviderId } from '../../providers/request.js';
import type { Session } from '../session.js';
import { settingLayers } from '../workshop.js';
import { type Finding, ok, problems, warning } from './finding.js';

export interface ReadConfig {
  readonly settings: Settings;
  /** The provider that commands use when none is named to them. */
  readonly provider: ProviderId | undefined;
  readonly findings: readonly Finding[];
}

const nothing: LoadedConfig = { user: undefined, project: undefined, warnings: [] };

/** The configuration and what is wrong with it; faulty files count as absent, so that the other checks still run. */
export async function readConfig(session: Session): Promise<ReadConfig> {
  const { runtime, flags } = session;
  const { config: configPath, trustProject, allowOutside } = flags;
  try {
    const loaded = await loadConfig({ runtime, configPath, trustProject, allowOutside });
    return { ...resolve(session, loaded), findings: [describe(session, loaded), ...toWarnings(loaded)] };
  } catch (error) {
    return { ...resolveWithoutFiles(session), findings: problems('config', error) };
  }
}

function describe(session: Session, loaded: LoadedConfig): Finding {
  const layers = settingLayers(session, loaded, {});
  const values = describeConfig(resolveRequest({ ...layers, flags: {} }), resolveSettings(layers));
  const files = [loaded.project, loaded.user].flatMap((file) =>
    file === undefined ? [] : [`${file.role} ${file.file}`],
  );
  const chosen = values.filter(({ origin }) => origin !== 'default' && !origin.startsWith('catalogue'));
  return { ...ok('config', files.length === 0 ? 'no file: the defaults hold' : files.join(', ')), values: chosen };
}

function toWarnings({ warnings }: LoadedConfig): readonly Finding[] {
  return warnings.map((text) => warning('config', text, 'wan config path names the files that are read'));
}

function resolve(session: Session, loaded: LoadedConfig): Omit<ReadConfig, 'findings'> {
  const layers = settingLayers(session, loaded, {});
  return { settings: resolveSettings(layers), provider: resolveRequest({ ...layers, flags: {} }).fields.provider };
}

/** The environment may be at fault too (`WAN_MAX_COST`); what was found is told, and the rest is left to defaults. */
function resolveWithoutFiles(session: Session): Omit<ReadConfig, 'findings'> {
  try {
    return resolve(session, nothing);
  } catch {
    const layers = { flags: {}, presets: [], env: {}, project: undefined, user: undefined };
    return { settings: resolveSettings(layers), provider: undefined };
  }
}
