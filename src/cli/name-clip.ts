import { diskFacts } from '../files/output-facts.js';
import { outputPath, sourceName } from '../files/template.js';
import type { ClipRequest } from '../jobs/plan-run.js';
import type { RequestFields } from '../providers/request.js';

export interface ClipNaming {
  /** As the user wrote it. */
  readonly template: string;
  /** Where a relative template begins. */
  readonly cwd: string;
  readonly fields: RequestFields;
  /** The image as it was asked for: `-` has no name. */
  readonly image: string | undefined;
  readonly preset: string | undefined;
  readonly run: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly shot: number | null;
  readonly takes: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Throws where a clip must not lie. */
  readonly check: (path: string) => void;
}

/** The function that names the takes of one request by its template. */
export function clipNamer(naming: ClipNaming): ClipRequest['nameOf'] {
  const { template, cwd, fields, takes } = naming;
  const shared = {
    name: sourceName(naming.image),
    provider: fields.provider ?? null,
    model: fields.model ?? null,
    preset: naming.preset ?? null,
    run: naming.run,
    resolution: fields.resolution ?? null,
    duration: fields.duration ?? null,
    shot: naming.shot,
    row: naming.columns,
    at: naming.at,
    takes,
  };
  return ({ id, index, take, seed }) => {
    const path = outputPath({
      template,
      cwd,
      isDirectory: (path) => diskFacts.kindOf(path) === 'directory',
      values: { ...shared, seed, index: index + 1, id, take: take + 1 },
    });
    naming.check(path);
    return path;
  };
}
