/** How the camera of an animatic moves, each axis by itself, so that "push in and pan right" is both. */
export interface Motion {
  readonly zoom: 'in' | 'out' | undefined;
  readonly pan: 'left' | 'right' | undefined;
  readonly tilt: 'up' | 'down' | undefined;
  readonly orbit: 'left' | 'right' | 'either' | undefined;
  /** Factor on every amount: "slowly" is less, "fast" more. */
  readonly pace: number;
}

/** Nothing moves. */
export const still: Motion = { zoom: undefined, pan: undefined, tilt: undefined, orbit: undefined, pace: 1 };

/** The camera moves that a prompt names; without any, a gentle push in, since a still would look like a fault. Pure. */
export function motionOf(prompt: string): Motion {
  const text = prompt.toLowerCase().replace(/\s+/g, ' ');
  if (staticWords.test(text)) return still;
  const wanted = text.replace(unwanted, ' ');
  const found = {
    zoom: firstOf(wanted, zooms),
    pan: firstOf(wanted, pans) ?? (sidelessPan.test(wanted) ? 'right' : undefined),
    tilt: firstOf(wanted, tilts),
    orbit: firstOf(wanted, orbits),
  };
  const isNamed = Object.values(found).some((direction) => direction !== undefined);
  return isNamed ? { ...found, pace: paceOf(wanted) } : { ...still, zoom: 'in', pace: 0.75 };
}

/** Only such words may stand between the verb and its direction: "pan slowly to the left", not "tilts her head up". */
const gap =
  '(?:[ -](?:very|slowly|slow|gently|gentle|smoothly|smooth|steadily|quickly|fast|slightly|softly|across|over|to|the|camera|a|little|bit))*[ -]';
const camera = '(?:camera|shot|view)(?: (?:then|slowly|gently|smoothly|slightly|quickly))* ';

const zooms = [
  ['in', `\\b(?:zoom|push|doll)(?:y|ies|ying|s|es|ing|ed)?${gap}(?:in|into|forward|forwards|closer|towards?)\\b`],
  [
    'in',
    `\\b${camera}(?:moves?|moving|track(?:s|ing)?|glid(?:es|ing)|creeps|drifts)${gap}(?:in|into|forward|closer|towards?)\\b`,
  ],
  ['out', `\\b(?:zoom|pull|doll)(?:y|ies|ying|s|ing|ed)?${gap}(?:out|back|backwards?|away)\\b`],
  ['out', `\\b${camera}(?:moves?|moving|track(?:s|ing)?|glid(?:es|ing)|drifts)${gap}(?:out|back|backwards?|away)\\b`],
  ['in', '\\b(?:slow|gentle|smooth|subtle|steady|quick|fast|crash|camera) zoom\\b(?! (?:out|back|away))'],
] as const;

const sideways = `(?:\\bpan(?:s|ned|ning)?|\\btruck(?:s|ing)?|\\b${camera}(?:moves?|moving|slides?|sliding|track(?:s|ing)?|drifts?|glides?))`;
const pans = [
  ['right', `${sideways}${gap}(?:from )?left to right\\b`],
  ['left', `${sideways}${gap}(?:from )?right to left\\b`],
  ['left', `${sideways}${gap}left(?:wards?)?\\b(?! to right)`],
  ['right', `${sideways}${gap}right(?:wards?)?\\b(?! to left)`],
  ['left', '\\bleft(?:wards?)? pan\\b'],
  ['right', '\\bright(?:wards?)? pan\\b'],
] as const;
/** A pan that names no side goes as one reads. */
const sidelessPan =
  /\b(?:camera )?pan(?:s|ning)? (?:slowly |gently |smoothly )?(?:across|over|along)\b|\b(?:slow|gentle|smooth|camera) pan\b(?! (?:up|down))/;

const upright = `(?:\\b(?:tilt|pan|crane|pedestal|boom|jib)(?:s|ned|ning|ed|ing)?|\\b${camera}(?:moves?|moving|tilts?|looks?))`;
const tilts = [
  ['up', `${upright}${gap}up(?:wards?)?\\b|\\b${camera}(?:rises|rising|ascends)\\b`],
  ['down', `${upright}${gap}down(?:wards?)?\\b|\\b${camera}(?:descends|lowers|sinks)\\b`],
] as const;

const around = `(?:\\borbit(?:s|ing)?|\\barc(?:s|ing)?(?= shot| around| left| right)|\\b${camera}(?:circles|revolves|rotates))`;
const orbits = [
  ['left', `${around}${gap}left\\b`],
  ['right', `${around}${gap}right\\b`],
  ['either', `${around}\\b|\\bturntable\\b`],
] as const;

const staticWords =
  /\b(?:static|locked(?:[- ](?:off|down))?|fixed|still|stationary|motionless) (?:camera|shot|frame)\b|\bcamera (?:is |stays? |remains? |holds? )?(?:static|still|fixed|locked|motionless)\b|\b(?:no|without(?: any)?) camera (?:movement|motion|moves?)\b|\btripod\b/;
const unwanted =
  /\b(?:no|not|without|never|don'?t|do not|avoid)(?: any)? (?:zoom|pan|tilt|doll|orbit|push|pull)\w*(?: (?:in|out|left|right|up|down))?/g;

function firstOf<T extends string>(text: string, rules: readonly (readonly [T, string])[]): T | undefined {
  const hits = rules.flatMap(([direction, pattern]) => {
    const at = text.search(new RegExp(pattern));
    return at < 0 ? [] : [{ direction, at }];
  });
  return hits.sort((a, b) => a.at - b.at)[0]?.direction;
}

function paceOf(text: string): number {
  if (/\b(?:slow|slowly|gentle|gently|subtle|subtly|slightly|softly)\b/.test(text)) return 0.75;
  return /\b(?:fast|quick|quickly|rapid|rapidly|dramatic|dramatically|crash|whip)\b/.test(text) ? 1.4 : 1;
}
