import { chooseProvider } from '../config/choose-provider.js';
import { resolveMediaPaths } from '../config/media-paths.js';
import { choosePresets } from '../config/preset-choice.js';
import { presetPlaces } from '../config/preset-places.js';
import { loadPreset, type Preset, type PresetChoice } from '../config/presets.js';
import { type RequestLayer, type ResolvedRequest, resolveRequest } from '../config/resolve.js';
import { resolveSettings, type SettingFlags } from '../config/settings.js';
import type { ProviderId, RequestFields } from '../providers/request.js';
import { toProviderId } from './provider-id.js';
import type { Session } from './session.js';
import { openFfmpeg, openRegistry, settingLayers } from './workshop.js';

/** What one request is made from: the command line, and where there is one, a row of a data file. */
export interface AskedFields {
  /** Fields of the command line, or of a matrix; they win over all others. */
  readonly fields: RequestFields;
  /** `--preset`. */
  readonly presets: readonly string[];
  readonly row?: AskedRow | undefined;
}

export interface AskedRow {
  readonly layer: RequestLayer;
  /** Presets that the row names: they win over those of the command line. */
  readonly presets: readonly PresetChoice[];
}

export interface ResolvedAsk {
  readonly presets: readonly Preset[];
  readonly resolved: ResolvedRequest;
  readonly provider: ProviderId;
}

export type RequestResolver = (asked: AskedFields) => Promise<ResolvedAsk>;

/** Merges what the user said, each preset read once. Flag before row before preset before environment before config. */
export function createResolver(session: Session, options: ResolverOptions): RequestResolver {
  const known = new Map<string, Promise<Preset>>();
  const only = new Map<string, Promise<ProviderId>>();
  return async ({ fields, presets: names, row }) => {
    const presets = await loadPresets(session, { names, row, known, ...options });
    const config = await session.config(options);
    const flags = absolute(fields, session.runtime.cwd);
    const resolved = resolveRequest({ flags, row: row?.layer, presets, env: session.runtime.env, ...config });
    // Only one provider takes a workflow.
    const implied = resolved.fields.workflow === undefined ? undefined : 'comfyui';
    const provider = resolved.fields.provider ?? implied ?? (await onlyOne(presets));
    return { presets, resolved, provider };
  };

  /** The answer hangs on the config alone, as presets name no provider here. */
  function onlyOne(presets: readonly Preset[]): Promise<ProviderId> {
    const asked = only.get('') ?? onlyProvider(session, presets, options.settingFlags);
    only.set('', asked);
    return asked;
  }
}

export interface ResolverOptions {
  readonly safetyCheckerOff: boolean;
  readonly settingFlags: SettingFlags;
}

interface PresetsAsked extends ResolverOptions {
  readonly names: readonly string[];
  readonly row: AskedRow | undefined;
  readonly known: Map<string, Promise<Preset>>;
}

async function loadPresets(session: Session, asked: PresetsAsked): Promise<Preset[]> {
  const { runtime, flags, directories } = session;
  const { safetyCheckerOff } = asked;
  const config = await session.config({ safetyCheckerOff });
  const places = presetPlaces({ cwd: runtime.cwd, configDirectory: directories.config, ...config });
  const trust = { places, trustProject: flags.trustProject, allowOutside: flags.allowOutside, safetyCheckerOff };
  const choices: PresetChoice[] = [
    ...choosePresets({ flags: asked.names, cwd: runtime.cwd, ...config }),
    ...(asked.row?.presets ?? []),
  ];
  return Promise.all(
    choices.map((choice) => {
      const key = JSON.stringify(choice);
      const loaded = asked.known.get(key) ?? loadPreset(choice, trust);
      asked.known.set(key, loaded);
      return loaded;
    }),
  );
}

/** Paths of the command line count from here, wherever a job is resumed. */
function absolute(fields: RequestFields, cwd: string): RequestFields {
  const { image, ...rest } = fields;
  return image === '-' ? { ...resolveMediaPaths(rest, cwd), image } : resolveMediaPaths(fields, cwd);
}

/** The provider that a flag names, or the only one with a key. */
export async function chosenProvider(
  session: Session,
  flag: string | undefined,
  flags: SettingFlags,
): Promise<ProviderId> {
  return flag === undefined ? onlyProvider(session, [], flags) : toProviderId(flag);
}

async function onlyProvider(session: Session, presets: readonly Preset[], flags: SettingFlags): Promise<ProviderId> {
  const settings = resolveSettings(settingLayers(session, await session.config(), { presets, flags }));
  const registry = openRegistry(session, openFfmpeg(session, settings));
  const providers = [...registry.values()].map(({ provider }) => ({
    id: provider.id,
    keyVariables: provider.facts.keyVariables,
  }));
  return chooseProvider({ providers, env: session.runtime.env, settings: settings.providers?.value });
}
