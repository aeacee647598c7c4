import type { ErrorReport } from '../errors.js';
import type { JobReport } from '../jobs/report.js';

/** What a command found out or did. */
export interface CommandOutput {
  readonly jobs?: readonly JobReport[];
  readonly run?: string | undefined;
  /** Of a chain or stitch: the film, its frames and cuts. */
  readonly film?: unknown;
  /** The answer of a command without jobs, for `--json`. */
  readonly data?: unknown;
  /** The same for people, on stdout. */
  readonly text?: string | undefined;
  readonly error?: ErrorReport | null | undefined;
  /** What `wan resume` takes to go on with all of it, where that is neither the run nor the jobs. */
  readonly again?: readonly string[] | undefined;
  /** The film that was being joined. */
  readonly unjoined?: string | undefined;
  readonly detached?: boolean | undefined;
}
