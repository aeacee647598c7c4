import type { RequestField, RequestFields } from '../providers/request.js';
import { fieldsOf } from './read-storyboard.js';
import type { Storyboard } from './storyboard.js';

/** One shot with its storyboard's defaults, before presets and flags. */
export interface PlannedShot {
  /** 1-based. */
  readonly number: number;
  readonly fields: RequestFields;
  readonly presets: readonly string[];
  /** Whether it goes on from the last frame of the shot before it. */
  readonly isChained: boolean;
  /** Shots since the last hard cut: what is added to the base seed. */
  readonly sinceCut: number;
  /** Whether the shot names its own seed. */
  readonly ownSeed: boolean;
  origin(field: RequestField): string;
}

/** The shots of a storyboard with the defaults under them. A base seed is counted up by the caller, who knows the flags. */
export function planShots({ file, content }: Storyboard): PlannedShot[] {
  const { defaults = {}, shots, image } = content;
  const shared = fieldsOf(defaults);
  let sinceCut = 0;
  return shots.map((shot, index) => {
    const own = fieldsOf(shot);
    const first = index === 0 && image !== undefined ? { image } : {};
    const isChained = index > 0 && own.image === undefined;
    sinceCut = isChained ? sinceCut + 1 : 0;
    const extra = { ...shared.extra, ...own.extra };
    return {
      number: index + 1,
      fields: { ...shared, ...first, ...own, ...(Object.keys(extra).length === 0 ? {} : { extra }) },
      presets: [...[defaults.preset ?? []].flat(), ...[shot.preset ?? []].flat()],
      isChained,
      sinceCut,
      ownSeed: own.seed !== undefined,
      origin: (field) => (own[field] === undefined ? `${file}, defaults` : `shot ${index + 1} of ${file}`),
    };
  });
}
