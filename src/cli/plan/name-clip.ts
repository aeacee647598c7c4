import { outputPath, sourceName, type TemplateValues } from '../../files/template.js';
import type { ClipRequest } from '../../jobs/plan/plan-run.js';
import type { RequestFields } from '../../providers/request.js';

export interface ClipNaming {
  /** As the user wrote it. */
  readonly template: string;
  /** Where a relative template begins. */
  readonly cwd: string;
  readonly fields: Pick<RequestFields, 'provider' | 'model' | 'resolution' | 'duration'>;
  /** The image as it was asked for: `-` has no name. */
  readonly image: string | undefined;
  readonly preset: string | undefined;
  readonly run: string;
  /** Those that the template asks for. */
  readonly columns: Readonly<Record<string, string>>;
  readonly shot: number | null;
  readonly takes: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly isDirectory: (path: string) => boolean;
  /** Throws where a clip must not lie. */
  readonly check: (path: string) => void;
}

/** The function that names the takes of one request by its template. */
export function clipNamer(naming: ClipNaming): ClipRequest['nameOf'] {
  return (clip) => {
    const { template, cwd, isDirectory } = naming;
    const path = outputPath({ template, cwd, isDirectory, values: valuesOf(naming, clip) });
    naming.check(path);
    return path;
  };
}

/** Made anew for each name: a plan may hold ten thousand namers. */
function valuesOf(naming: ClipNaming, clip: Parameters<ClipRequest['nameOf']>[0]): TemplateValues {
  const { fields, takes, at } = naming;
  return {
    name: sourceName(naming.image),
    provider: fields.provider ?? null,
    model: fields.model ?? null,
    preset: naming.preset ?? null,
    run: naming.run,
    resolution: fields.resolution ?? null,
    duration: fields.duration ?? null,
    shot: naming.shot,
    row: naming.columns,
    at,
    takes,
    seed: clip.seed,
    index: clip.index + 1,
    id: clip.id,
    take: clip.take + 1,
  };
}
