import type { PresetChoice } from '../config/presets.js';
import type { JsonObject, JsonValue } from '../json.js';
import type { RequestFields } from '../providers/request.js';

/** A manifest whose every row is well formed; whether the models take the options is the catalogue's to say. */
export interface Manifest {
  /** As messages name it: the path as it was given, or `stdin`. */
  readonly file: string;
  /** Base name without extension; null for stdin and pipes. Seeds are derived from it. */
  readonly name: string | null;
  /** Absolute path of the file or folder; null for stdin and pipes. */
  readonly path: string | null;
  /** The folder from which paths in it count. */
  readonly directory: string;
  /** SHA-256 of what was read, hex; of a folder, of its rows. */
  readonly digest: string;
  /** In the order of the file; the variants of a row stand together. */
  readonly rows: readonly ManifestRow[];
  /** Columns that mean nothing to us and are there for `{row.<column>}`. Worth showing: one may be a misnomer. */
  readonly ownColumns: readonly string[];
}

/** One request of a manifest, or one variant of it. */
export interface ManifestRow {
  /** 1-based, the header not counted; variants share it. */
  readonly row: number;
  /** Line of the file, from 1; null where there are no lines. */
  readonly line: number | null;
  readonly id: string | undefined;
  /** What the row sets and nothing else; local media paths are absolute. */
  readonly fields: RequestFields;
  /** Template of the row's own file names. */
  readonly output: string | undefined;
  /** Clips of this row; undefined leaves it to the command line. */
  readonly count: number | undefined;
  /** For `loadPreset`, in order, later wins. */
  readonly presets: readonly PresetChoice[];
  /** Every column as text, under the name in the file, for `{row.<column>}`. Ask with `Object.hasOwn`. */
  readonly columns: Readonly<Record<string, string>>;
  /** Null for a row that does not vary. */
  readonly variant: Variant | null;
  /** What the row asks for with paths as written: its identity survives a moved folder (`row-identity.ts`). */
  readonly content: JsonObject;
}

/** Which one of a row that varies. */
export interface Variant {
  /** 1-based among the variants of its row. */
  readonly index: number;
  /** The varying keys with their values as written, `set.<key>` and `preset` among them. */
  readonly values: Readonly<Record<string, JsonValue>>;
  /** `seed=2, provider=fal` */
  readonly label: string;
}
