import { resolve } from 'node:path';
import { resolveMediaPaths } from './media-paths.js';
import { isPresetPath } from './preset-name.js';
import type { Config, ProviderSettings } from './schema.js';

/** The config with every path in it made absolute, counted from the folder of its file. Output templates stay as they are. */
export function resolveConfigPaths(config: Config, directory: string): Config {
  const absolute = (path: string) => resolve(directory, path);
  const result: Config = { ...config };
  if (config.defaults !== undefined) result.defaults = resolveMediaPaths(config.defaults, directory);
  if (config.presetsDirectory !== undefined) result.presetsDirectory = absolute(config.presetsDirectory);
  if (config.preset !== undefined) {
    result.preset = [config.preset].flat().map((name) => (isPresetPath(name) ? absolute(name) : name));
  }
  // A bare name is looked up in PATH.
  if (config.ffmpegPath?.match(/[/\\]/)) result.ffmpegPath = absolute(config.ffmpegPath);
  if (config.ffprobePath?.match(/[/\\]/)) result.ffprobePath = absolute(config.ffprobePath);
  if (config.providers !== undefined)
    result.providers = mapValues(config.providers, (one) => withKeyFile(one, absolute));
  return result;
}

function withKeyFile(settings: ProviderSettings, absolute: (path: string) => string): ProviderSettings {
  return settings.keyFile === undefined ? settings : { ...settings, keyFile: absolute(settings.keyFile) };
}

function mapValues<K extends string, V>(record: Partial<Record<K, V>>, change: (value: V) => V): Partial<Record<K, V>> {
  const result: Partial<Record<K, V>> = { ...record };
  for (const key in record) {
    const value = record[key];
    if (value !== undefined) result[key] = change(value);
  }
  return result;
}
