import { chooseProvider } from '../../config/choose-provider.js';
import { resolveMediaPaths } from '../../config/media-paths.js';
import { choosePresets } from '../../config/preset-choice.js';
import { presetPlaces } from '../../config/preset-places.js';
import { loadPreset, type Preset, type PresetChoice } from '../../config/presets.js';
import { type RequestLayer, type ResolvedRequest, resolveRequest } from '../../config/resolve.js';
import { resolveSettings, type SettingFlags } from '../../config/settings.js';
import type { ProviderId, RequestFields } from '../../providers/request.js';
import type { Session } from '../session.js';
import { openFfmpeg, openRegistry, settingLayers } from '../workshop.js';
import { toProviderId } from './provider-id.js';

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
  const presetsOf = presetDesk(session, options);
  const absoluteOf = once((fields: RequestFields) => absolute(fields, session.runtime.cwd));
  const only = new Map<string, Promise<ProviderId>>();
  return async ({ fields, presets: names, row }) => {
    const presets = await presetsOf(names, row);
    const config = await session.config(options);
    const { env } = session.runtime;
    const resolved = resolveRequest({ flags: absoluteOf(fields), row: row?.layer, presets, env, ...config });
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

/** A function of what the rows of a file share, worked out once for each. */
function once<Given extends object, Made>(make: (given: Given) => Made): (given: Given) => Made {
  const known = new WeakMap<Given, { readonly made: Made }>();
  return (given) => {
    const kept = known.get(given) ?? { made: make(given) };
    known.set(given, kept);
    return kept.made;
  };
}

export interface ResolverOptions {
  readonly safetyCheckerOff: boolean;
  readonly settingFlags: SettingFlags;
}

/** Finds the presets of a request: those of the command line, then the row's. */
function presetDesk(session: Session, { safetyCheckerOff }: ResolverOptions) {
  const { runtime, flags, directories } = session;
  const known = new Map<string, Promise<Preset>>();
  const shared = once(async (names: readonly string[]) => {
    const config = await session.config({ safetyCheckerOff });
    const places = presetPlaces({ cwd: runtime.cwd, configDirectory: directories.config, ...config });
    const { trustProject, allowOutside } = flags;
    return {
      trust: { places, trustProject, allowOutside, safetyCheckerOff },
      choices: choosePresets({ flags: names, cwd: runtime.cwd, ...config }),
    };
  });
  return async (names: readonly string[], row: AskedRow | undefined): Promise<Preset[]> => {
    const { trust, choices } = await shared(names);
    return Promise.all(
      [...choices, ...(row?.presets ?? [])].map((choice) => {
        const key = JSON.stringify(choice);
        const loaded = known.get(key) ?? loadPreset(choice, trust);
        known.set(key, loaded);
        return loaded;
      }),
    );
  };
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
