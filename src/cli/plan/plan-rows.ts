import { columnMeaning } from '../../batch/columns.js';
import type { Manifest } from '../../batch/manifest.js';
import { type ManifestFault, manifestError } from '../../batch/manifest-error.js';
import { reviewManifest } from '../../batch/read-manifest.js';
import type { ProviderId } from '../../providers/request.js';
import { askRows, collectFaults } from '../request/ask-rows.js';
import { flaggedVariants } from '../request/flagged-variants.js';
import { type RequestFlags, readRequestFlags } from '../request/request-flags.js';
import type { Session } from '../session.js';
import { type PlanAll, type PlannedAll, planAll } from './plan-all.js';
import { spareMemory } from './spare-memory.js';

export interface PlanRows extends Pick<PlanAll, 'run' | 'settingFlags' | 'workshop'> {
  /** A file, a folder of images, or `-`. */
  readonly source: string;
  readonly flags: RequestFlags & { readonly matrix?: readonly string[]; readonly count: number };
  /** Only the rows of this provider, which it also is of those that name none. */
  readonly provider?: ProviderId | undefined;
  readonly overwrite: boolean;
  readonly fallback: readonly ProviderId[];
}

export interface PlannedRows {
  readonly manifest: Omit<Manifest, 'rows'>;
  readonly all: PlannedAll;
}

/**
 * Reads a manifest and plans every row of it: what the file and what the models have against it is told at once.
 *
 * @throws ManifestError
 */
export async function planRows(session: Session, asked: PlanRows): Promise<PlannedRows> {
  spareMemory();
  const { runtime } = session;
  const { flags, provider } = asked;
  const fields = await readRequestFlags(flags, { image: undefined, runtime });
  const { manifest, faults: faultsOfFile } = await reviewManifest({
    source: asked.source,
    cwd: runtime.cwd,
    stdin: runtime.stdin,
    allowOutside: session.flags.allowOutside,
    trustProject: session.flags.trustProject,
    safetyCheckerOff: flags.safetyChecker === false,
  });
  const faults = [...faultsOfFile, ...flaggedVariants(manifest.rows, fields)];
  const { rows, asks, axes } = askRows({
    manifest: withoutRows(manifest, faults.filter(isFarReaching)),
    matrix: flags.matrix ?? [],
    cwd: runtime.cwd,
    fields,
    provider,
    presets: flags.preset ?? [],
    count: flags.count,
    overwrite: asked.overwrite,
    fallback: asked.fallback,
    output: asked.settingFlags.output,
  });
  const found = collectFaults({ rows, axes, flags: fields });
  const planning = planAll(session, { ...asked, asks, onFault: found.onFault });
  if (faults.length > 0) {
    // A missing key can wait: first the file is to be mended.
    await planning.catch(() => {});
    throw manifestError(manifest.file, [...faults, ...besides(faults, found.faults)]);
  }
  const all = await planning;
  if (found.faults.length > 0) throw manifestError(manifest.file, found.faults);
  const { rows: _planned, ...rest } = manifest;
  return { manifest: rest, all };
}

/** Values on which nothing else in a row hangs: the row is looked at without them, so that all its faults show at once. */
const plainValues = new Set([
  'prompt',
  'negativePrompt',
  'duration',
  'frames',
  'fps',
  'steps',
  'guidance',
  'shift',
  'seed',
]);

function isFarReaching({ column }: ManifestFault): boolean {
  const meaning = column === null ? undefined : columnMeaning(column);
  return meaning?.kind !== 'field' || !plainValues.has(meaning.key);
}

/** What was found in cells that were not at fault already. */
function besides(known: readonly ManifestFault[], found: readonly ManifestFault[]): ManifestFault[] {
  const cellOf = ({ row, column }: ManifestFault) => `${row} ${column}`;
  const cells = new Set(known.map(cellOf));
  return found.filter((fault) => !cells.has(cellOf(fault)));
}

function withoutRows(manifest: Manifest, faults: readonly ManifestFault[]): Manifest {
  const faulty = new Set(faults.map(({ row }) => row));
  return { ...manifest, rows: manifest.rows.filter(({ row }) => !faulty.has(row)) };
}
