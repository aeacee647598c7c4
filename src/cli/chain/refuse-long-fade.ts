import { clipLength } from '../../catalogue/effective.js';
import { WanError } from '../../errors.js';
import type { Join } from '../../film/stitch.js';
import type { PlannedRequest } from '../plan/plan-request.js';

/**
 * Refuses a fade that a shot is too short for, as far as lengths are known before the shots are there. A shot that is
 * just as long as its fades is left to the join, which counts pictures.
 *
 * @throws WanError `request.invalid`
 */
export function refuseLongFade(join: Join, shots: readonly PlannedRequest[]): void {
  if (join.kind !== 'fade') return;
  const tightest = shots
    .flatMap(({ spec, request }, index) => {
      const fades = (index === 0 ? 0 : 1) + (index === shots.length - 1 ? 0 : 1);
      const { seconds } = clipLength(spec, request.request);
      return seconds === undefined || fades === 0 ? [] : [{ shot: index + 1, fades, seconds, most: seconds / fades }];
    })
    .reduce((a, b) => (b.most < a.most ? b : a), { shot: 0, fades: 0, seconds: 0, most: Number.POSITIVE_INFINITY });
  const { shot, fades, seconds, most } = tightest;
  if (join.seconds <= most) return;
  // Below the length itself, where not one picture would be left between two fades.
  const shorter = Math.ceil(most * 10 - 1) / 10;
  const place = fades === 1 ? '' : ' at each end';
  throw new WanError(
    'request.invalid',
    `shot ${shot} is ${Math.round(seconds * 100) / 100} s long, too short for a fade of ${join.seconds} s${place}`,
    { hint: shorter > 0 ? `choose a shorter fade, such as --join fade:${shorter}` : 'join without a fade' },
  );
}
