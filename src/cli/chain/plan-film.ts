import { dirname, join, parse } from 'node:path';
import { derivedSeed } from '../../batch/derived-seed.js';
import { WanError } from '../../errors.js';
import type { PlannedShot } from '../../film/plan-shots.js';
import type { Storyboard } from '../../film/storyboard.js';
import { lastFrameOf } from '../../jobs/chained-frame.js';
import type { ClipRequest, PlanContext, PlannedClip } from '../../jobs/plan/plan-run.js';
import { planClip } from '../../jobs/plan/plan-run.js';
import { canonicalJson, type JsonObject } from '../../json.js';
import type { RequestFields } from '../../providers/request.js';
import type { PlannedAll } from '../plan/plan-all.js';
import { type PlannedRequest, planRequest } from '../plan/plan-request.js';
import type { Asked } from '../request/asked.js';
import type { RequestResolver, ResolvedAsk } from '../request/resolve-request.js';
import type { Session } from '../session.js';
import { framePath } from '../workshop/frame-desk.js';
import type { Workshop } from '../workshop.js';

export interface FilmAsk {
  readonly storyboard: Storyboard;
  readonly shots: readonly PlannedShot[];
  /** What the command line says of every shot. */
  readonly fields: RequestFields;
  readonly presets: readonly string[];
  readonly overwrite: boolean;
  /** Absolute path of the film. */
  readonly output: string;
  /** `--shots`: template of the clips. */
  readonly template: string | undefined;
}

/** Every shot as it is asked for, resolved; the first images of chained ones are not known yet. */
export async function resolveShots(
  ask: FilmAsk,
  resolve: RequestResolver,
): Promise<{ asked: Asked; ask: ResolvedAsk }[]> {
  const resolved = [];
  for (const shot of ask.shots) {
    const asked = askShot(ask, shot);
    resolved.push({ asked, ask: countSeed(await resolve(asked), shot) });
  }
  return resolved;
}

function askShot(film: FilmAsk, shot: PlannedShot): Asked {
  const { storyboard, fields, presets, overwrite } = film;
  // A shot that names its own seed keeps it: a flag is the base of the others.
  const { seed: _seed, ...withoutSeed } = fields;
  const folder = join(dirname(film.output), `${parse(film.output).name}-shots`);
  return {
    fields: shot.ownSeed ? withoutSeed : fields,
    presets,
    overwrite,
    count: 1,
    fallback: [],
    row: {
      layer: { fields: shot.fields, origin: shot.origin },
      presets: shot.presets.map((reference) => ({ reference, directory: storyboard.directory, chooser: 'project' })),
    },
    place: {
      row: shot.number,
      identity: null,
      columns: {},
      output: film.template ?? join(escapeBraces(folder), '{shot}-{id}.mp4'),
      isNamed: film.template !== undefined,
      shot: shot.number,
      chained: {},
    },
  };
}

/** The base seed, wherever it comes from, counts up since the last hard cut. */
function countSeed(ask: ResolvedAsk, { ownSeed, sinceCut }: PlannedShot): ResolvedAsk {
  const { seed } = ask.resolved.fields;
  if (ownSeed || seed === undefined) return ask;
  return { ...ask, resolved: { ...ask.resolved, fields: { ...ask.resolved.fields, seed: seed + sinceCut } } };
}

/** Braces of a folder's own name are no tokens; there is no way to write them in a template. */
function escapeBraces(path: string): string {
  if (!/[{}]/.test(path)) return path;
  throw new WanError('output.invalid', `${path}: braces stand for tokens`, { hint: 'name the clips with --shots' });
}

export interface PlannedFilm extends PlannedAll {
  /** The shots' requests with the ids that their jobs have or will have. */
  readonly requests: readonly ClipRequest[];
}

/** Plans shot after shot: the identity of one hangs on the job of the one before it, whose last frame it begins with. */
export async function planFilm(
  session: Session,
  workshop: Workshop,
  film: {
    readonly ask: FilmAsk;
    readonly run: string;
    readonly resolved: Awaited<ReturnType<typeof resolveShots>>;
    readonly context: PlanContext;
  },
): Promise<PlannedFilm> {
  const planned: PlannedRequest[] = [];
  const requests: ClipRequest[] = [];
  let id: string | undefined;
  const drawing = createCounter();
  const standing = createCounter();
  for (const [index, { asked, ask }] of film.resolved.entries()) {
    const shot = film.ask.shots[index];
    const parent = shot?.isChained === true ? id : undefined;
    const linked = parent === undefined ? { asked, ask } : chainTo(session, parent, { asked, ask });
    const content = contentOf(linked.ask);
    const drawn = { ...linked, asked: drawingShot(film.ask, linked.asked, { content, count: drawing(content) }) };
    const one = await planRequest(session, workshop, { ...drawn, run: film.run });
    // With the pictures by their bytes: the same words over another picture are no equal shot.
    const rowIdentity = `shot ${standing(content + canonicalJson(one.request.sources))}`;
    const request = { ...one.request, rowIdentity };
    const clip = planClip(film.context, film.run, { request, take: 0, index });
    id = jobIdOf(clip);
    planned.push({ ...one, request });
    requests.push({ ...request, settled: settledShot(id, request) });
  }
  return { workshop, planned, requests };
}

/** The next shot and the film name a shot's job: no other one can stand for it. */
function settledShot(id: string, { seed }: ClipRequest): NonNullable<ClipRequest['settled']> {
  return () => ({ id, take: 0, seed, isNamed: true });
}

export function jobIdOf({ own, decision }: PlannedClip): string {
  if (own !== null) return own.id;
  if ('job' in decision) return decision.job.id;
  throw new Error('a new clip has an id');
}

interface Linked {
  readonly asked: Asked;
  readonly ask: ResolvedAsk;
}

/** The first image is what another job will end with. */
function chainTo(session: Session, parent: string, { asked, ask }: Linked): Linked {
  const image = framePath(session, parent);
  const { place } = asked;
  if (place === undefined) throw new Error('a shot has a place');
  const resolved = {
    ...ask.resolved,
    fields: { ...ask.resolved.fields, image },
    origins: { ...ask.resolved.origins, image: lastFrameOf(parent) },
  };
  const chosen = [...new Set([...ask.resolved.chosen, 'image' as const])];
  return {
    asked: { ...asked, place: { ...place, chained: { image: lastFrameOf(parent) } } },
    ask: { ...ask, resolved: { ...resolved, chosen } },
  };
}

/** Counts equal texts: equal shots are told apart by their count. */
function createCounter(): (text: string) => number {
  const seen = new Map<string, number>();
  return (text) => {
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return count;
  };
}

/** What a shot asks for but its files, whose paths are those of one machine. */
function contentOf({ resolved }: ResolvedAsk): string {
  const { image: _image, endImage: _end, audio: _audio, ...portable } = resolved.fields;
  return canonicalJson(JSON.parse(JSON.stringify(portable)) as JsonObject);
}

/** The seed that a shot draws is the same on every machine. */
function drawingShot(
  { storyboard }: FilmAsk,
  asked: Asked,
  { content, count }: { readonly content: string; readonly count: number },
): Asked {
  const { place } = asked;
  if (place === undefined) return asked;
  const rowIdentity = `${place.row} shot ${count}`;
  return {
    ...asked,
    place: {
      ...place,
      drawSeed: (_request, take, limit) =>
        derivedSeed({ manifest: storyboard.name, rowIdentity, request: content, take }, limit),
    },
  };
}
