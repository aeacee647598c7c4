import { basename } from 'node:path';

/** Whether a reference to a preset is a path; anything without a slash or an extension is a name. */
export function isPresetPath(reference: string): boolean {
  return /[/\\]/.test(reference) || /\.(?:json|ya?ml)$/i.test(reference);
}

/** The name under which a preset file is known. */
export function presetNameOf(file: string): string {
  return basename(file).replace(/\.(?:json|ya?ml)$/i, '');
}
