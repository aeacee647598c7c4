import { join } from 'node:path';
import type { Manifest, ManifestRow } from '../../../src/batch/manifest.js';
import { ManifestError, type ManifestFault } from '../../../src/batch/manifest-error.js';
import { type ManifestSource, readManifest } from '../../../src/batch/read-manifest.js';

export const fixtures = join(import.meta.dirname, '../../fixtures/manifests');

async function* stream(content: string | Uint8Array): AsyncGenerator<Uint8Array | string> {
  yield content;
}

/** A manifest from stdin, as if in the folder of the fixtures. */
export function readText(content: string | Uint8Array, options: Partial<ManifestSource> = {}): Promise<Manifest> {
  return readManifest({ source: '-', cwd: fixtures, stdin: stream(content), ...options });
}

/** A file or folder; relative to the fixtures. */
export function readFixture(source: string, options: Partial<ManifestSource> = {}): Promise<Manifest> {
  return readManifest({ source, cwd: fixtures, stdin: stream(''), ...options });
}

/** The error of a manifest that is refused. */
export async function refusal(manifest: Promise<Manifest>): Promise<ManifestError> {
  const result = await manifest.catch((error: unknown) => error);
  if (result instanceof ManifestError) return result;
  throw new Error(`not refused: ${JSON.stringify(result)}`);
}

/** `3 duration: reason` for each fault. */
export async function faultsOf(manifest: Promise<Manifest>): Promise<readonly string[]> {
  const { faults } = await refusal(manifest);
  return faults.map(({ row, column, reason }: ManifestFault) => `${row ?? '-'} ${column ?? '-'}: ${reason}`);
}

/** A made-up row. */
export function makeRow(row: Partial<ManifestRow> = {}): ManifestRow {
  const content = row.content ?? { prompt: 'waves' };
  return {
    row: 1,
    line: 2,
    id: undefined,
    fields: { prompt: 'waves' },
    output: undefined,
    count: undefined,
    presets: [],
    columns: {},
    variant: null,
    ...row,
    content,
  };
}
