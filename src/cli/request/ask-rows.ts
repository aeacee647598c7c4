import { join } from 'node:path';
import { derivedSeed } from '../../batch/derived-seed.js';
import { expandRows } from '../../batch/expand-rows.js';
import type { Manifest, ManifestRow } from '../../batch/manifest.js';
import type { ManifestFault } from '../../batch/manifest-error.js';
import { parseMatrix } from '../../batch/matrix.js';
import { rowIdentities } from '../../batch/row-identity.js';
import { RequestError } from '../../catalogue/fault.js';
import { WanError } from '../../errors.js';
import { canonicalJson, type JsonObject } from '../../json.js';
import type { ProviderId, RequestFields } from '../../providers/request.js';
import type { Asked } from './asked.js';
import { type FaultPlace, faultInRow } from './fault-in-row.js';
import { flaggedKeys } from './flagged-variants.js';

export interface AskRows {
  readonly manifest: Manifest;
  /** `--matrix`, as typed. */
  readonly matrix: readonly string[];
  readonly cwd: string;
  /** What the command line says of every row. */
  readonly fields: RequestFields;
  /** Only rows of this provider are asked for, by their own word or because they name none; a flag speaks for all rows. */
  readonly provider?: ProviderId | undefined;
  readonly presets: readonly string[];
  readonly count: number;
  readonly overwrite: boolean;
  readonly fallback: readonly ProviderId[];
  /** `--output`; where it is a folder, the rows' own names go into it. */
  readonly output: string | undefined;
}

export interface AskedRows {
  readonly rows: readonly ManifestRow[];
  /** Keys that `--matrix` sets. */
  readonly axes: readonly string[];
  /** Made as they are asked for, each time anew. */
  readonly asks: Iterable<Asked>;
}

/** One request a row and variant. @throws WanError `usage.invalid` for an axis that the command line sets too */
export function askRows(asked: AskRows): AskedRows {
  const axes = parseMatrix(asked.matrix);
  const flagged = flaggedKeys(asked.fields);
  const twice = axes.find(({ key }) => flagged.has(key));
  if (twice !== undefined) {
    throw new WanError('usage.invalid', `${twice.key} is set by a flag and by --matrix`, {
      hint: 'leave one of them out',
    });
  }
  const all = expandRows(asked.manifest.rows, axes, { cwd: asked.cwd });
  // Before any is left out: the n-th of equal rows stays the n-th.
  const identities = new Map(rowIdentities(all).map((identity, index) => [all[index], identity]));
  const rows = all.filter((row) => isAskedFor(asked, row));
  const keys = axes.map(({ key }) => key);
  const asks = {
    *[Symbol.iterator](): Generator<Asked> {
      for (const row of rows) yield askRow(asked, { row, identity: identities.get(row) ?? '', axes: keys });
    },
  };
  return { rows, asks, axes: keys };
}

function isAskedFor({ provider, fields }: AskRows, row: ManifestRow): boolean {
  const named = fields.provider === undefined ? row.fields.provider : undefined;
  return provider === undefined || named === undefined || named === provider;
}

interface AskRow {
  readonly row: ManifestRow;
  readonly identity: string;
  readonly axes: readonly string[];
}

function askRow(asked: AskRows, { row, identity, axes }: AskRow): Asked {
  const { manifest, provider, presets, overwrite, fallback } = asked;
  const { name } = manifest;
  const fields = { ...withoutGapFiller(asked, row), ...(provider === undefined ? {} : { provider }) };
  const origin = `row ${row.row} of ${manifest.file}`;
  return {
    fields,
    presets,
    overwrite,
    fallback,
    count: row.count ?? asked.count,
    row: {
      layer: { fields: row.fields, origin: (field) => (axes.includes(field) ? 'flag --matrix' : origin) },
      presets: row.presets,
    },
    place: {
      row: row.row,
      identity,
      columns: row.columns,
      output: row.output === undefined ? undefined : join(folderOf(asked.output), row.output),
      isNamed: true,
      shot: null,
      chained: {},
      drawSeed: (request, take, limit) =>
        derivedSeed({ manifest: name, rowIdentity: identity, request: portableText(row, request), take }, limit),
    },
  };
}

function folderOf(output: string | undefined): string {
  return output !== undefined && /[\\/]$/.test(output) ? output : '';
}

/** A prompt beside a folder is for the pictures that have none of their own. */
function withoutGapFiller({ manifest, fields }: AskRows, row: ManifestRow): RequestFields {
  if (manifest.path !== manifest.directory || row.fields.prompt === undefined) return fields;
  const { prompt: _prompt, ...rest } = fields;
  return rest;
}

/** The request without places on this machine: elsewhere the same row must draw the same seed. */
function portableText(row: ManifestRow, request: RequestFields): string {
  const { image: _image, endImage: _end, audio: _audio, loras: _l, lorasHigh: _h, lorasLow: _w, ...fields } = request;
  return canonicalJson({ content: row.content, fields: JSON.parse(JSON.stringify(fields)) as JsonObject });
}

/** Collects what models have against rows, for one report. */
export function collectFaults({ rows, axes, flags }: Pick<AskedRows, 'rows' | 'axes'> & { flags: RequestFields }) {
  const faults: ManifestFault[] = [];
  return {
    faults,
    /** Errors that are not about the row (a missing key, a dead network) are thrown on. */
    onFault: (index: number, error: unknown): void => {
      if (!(error instanceof WanError) || !isAboutRequest(error)) throw error;
      faults.push(...faultsOf(error, { row: rows[index], axes, flags }));
    },
  };
}

function isAboutRequest({ code }: WanError): boolean {
  return /^(request|image|audio|preset|output)\./.test(code) && code !== 'request.no-provider';
}

function faultsOf(error: WanError, place: FaultPlace): ManifestFault[] {
  if (error instanceof RequestError) return error.faults.map((fault) => faultInRow(fault, place));
  const { row } = place;
  return [{ row: row?.row ?? null, line: row?.line ?? null, column: null, reason: error.message, hint: error.hint }];
}
