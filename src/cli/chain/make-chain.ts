import { dirname, extname, parse, resolve } from 'node:path';
import { WanError } from '../../errors.js';
import { checkDirectories, diskFacts } from '../../files/output-facts.js';
import { checkName } from '../../files/reserve.js';
import { sourceName } from '../../files/template.js';
import type { FilmSettings } from '../../film/film-settings.js';
import { planShots } from '../../film/plan-shots.js';
import { readStoryboard } from '../../film/read-storyboard.js';
import type { Join } from '../../film/stitch.js';
import type { Storyboard } from '../../film/storyboard.js';
import { inspectAudio } from '../../media/audio/inspect-audio.js';
import type { RequestFields } from '../../providers/request.js';
import type { CommandOutput } from '../command-output.js';
import { parseJoin } from '../film/film-options.js';
import { checkFilmName } from '../film/finish-film.js';
import { refuseLoneFade } from '../film/refuse-lone-fade.js';
import { decideClips, planContext, presetFilesOf, tellNotes } from '../plan/compare-with-ledger.js';
import { refuseLinkedOutput } from '../plan/refuse-linked-output.js';
import { makeClips } from '../render/make-clips.js';
import { type RequestFlags, readRequestFlags } from '../request/request-flags.js';
import { createResolver } from '../request/resolve-request.js';
import { type RunFlags, settingFlagsOf, workshopOptionsOf } from '../request/run-flags.js';
import type { CommandContext } from '../run-command.js';
import type { Session } from '../session.js';
import { openWorkshop, type Workshop } from '../workshop.js';
import { type FilmAsk, jobIdOf, planFilm, resolveShots } from './plan-film.js';
import { refuseLongFade } from './refuse-long-fade.js';
import { unlessOvertaken } from './unless-overtaken.js';

export interface ChainFlags extends RunFlags, RequestFlags {
  readonly shot?: readonly string[];
  readonly shots?: string;
  readonly join?: Join;
  readonly keepAudio?: true;
  readonly music?: string;
  readonly fadeOut?: number;
}

interface Given {
  readonly source: string;
  readonly flags: ChainFlags;
}

/** Plans every shot of a storyboard, makes what is missing, and joins the film. */
export async function makeChain(session: Session, context: CommandContext, given: Given): Promise<CommandOutput> {
  const { flags } = given;
  const { runtime } = session;
  refuseFallback(flags);
  refuseLost(flags);
  const run = runtime.newId('r_');
  const fields = await readRequestFlags(flags, { image: undefined, runtime });
  const ask = await filmAsk(session, { ...given, fields });
  // Every job's own file names come from the shots' template, never from the film's name.
  const settingFlags = { ...settingFlagsOf(flags), output: undefined };
  const resolve = createResolver(session, { safetyCheckerOff: fields.safetyChecker === false, settingFlags });
  const resolved = await resolveShots(ask, resolve);
  const workshop = await openWorkshop(session, {
    ...workshopOptionsOf(flags),
    run,
    providers: resolved.map((each) => each.ask.provider),
    flags: settingFlags,
  });
  await workshop.ffmpeg.locate();
  return unlessOvertaken(() => planAndMake(session, workshop, { ask, run, resolved, flags, purpose: context.purpose }));
}

interface Filming {
  readonly ask: FilmAsk;
  readonly run: string;
  readonly resolved: Awaited<ReturnType<typeof resolveShots>>;
  readonly flags: ChainFlags;
  readonly purpose: CommandContext['purpose'];
}

async function planAndMake(session: Session, workshop: Workshop, filming: Filming): Promise<CommandOutput> {
  const { ask, run, resolved, flags, purpose } = filming;
  const planning = planContext(session, workshop.engine, flags);
  const planned = await planFilm(session, workshop, { ask, run, resolved, context: planning });
  const clips = decideClips(planning, run, planned.requests);
  const film = await withMusic(filmSettingsOf(session, { ask, flags, shots: clips.map(jobIdOf) }));
  if (flags.output === undefined) refuseLinkedOutput(session, film.output);
  checkFilmName(workshop, film, clips);
  refuseLongFade(film.join, planned.planned);
  tellNotes(session, planned);
  const { storyboard } = ask;
  const made = { ...planned, clips, context: planning, presetFiles: presetFilesOf(planned) };
  return makeClips(session, made, {
    run,
    command: 'chain',
    flags,
    purpose,
    settings: { film: JSON.parse(JSON.stringify(film)), storyboard: storyboard.path },
    inputs: plannedInputs(storyboard, film),
  });
}

/** Looked at before anything is paid. @throws WanError `audio.invalid` */
async function withMusic(film: FilmSettings): Promise<FilmSettings> {
  if (film.music === null) return film;
  const { file } = await inspectAudio(film.music.file);
  return { ...film, music: { ...film.music, digest: file.digest } };
}

/** What a plan must find as it was, besides the pictures. */
function plannedInputs({ path, digest }: Storyboard, { music }: FilmSettings): Record<string, string> {
  return {
    ...(path === null || digest === null ? {} : { [path]: digest }),
    ...(music?.digest === undefined ? {} : { [music.file]: music.digest }),
  };
}

function refuseFallback({ fallback }: ChainFlags): void {
  if (fallback === undefined) return;
  throw new WanError('usage.invalid', 'a film stays with its provider: --fallback is not for chains', {
    hint: 'leave --fallback out; wan resume goes on where the film stopped',
  });
}

/** What the command line says and no shot would get. */
function refuseLost({ shot, image, prompt, endImage }: ChainFlags): void {
  if (endImage !== undefined) {
    throw new WanError('usage.invalid', '--end-image is not for chains: each shot ends where the next begins', {
      hint: 'give endImage to a shot of a storyboard',
    });
  }
  if (shot === undefined) return;
  if (image !== undefined) {
    throw new WanError('usage.invalid', 'the image is given twice, as an argument and as --image', {
      hint: 'give one of them',
    });
  }
  if (prompt !== undefined) {
    throw new WanError('usage.invalid', '--prompt would take the place of every --shot', {
      hint: 'leave --prompt out',
    });
  }
}

async function filmAsk(
  session: Session,
  { source, flags, fields }: Given & { fields: RequestFields },
): Promise<FilmAsk> {
  const { cwd } = session.runtime;
  const storyboard =
    flags.shot === undefined
      ? await readStoryboard(source, {
          cwd,
          allowOutside: session.flags.allowOutside ?? false,
          trustProject: session.flags.trustProject ?? false,
          safetyCheckerOff: fields.safetyChecker === false,
        })
      : shortForm(source, flags.shot, cwd);
  const { content } = storyboard;
  const { image, endImage: _end, ...shared } = fields;
  const first = image ?? content.image;
  const begun = { ...storyboard, content: { ...content, ...(first === undefined ? {} : { image: first }) } };
  return {
    storyboard: begun,
    shots: planShots(begun),
    fields: shared,
    presets: flags.preset ?? [],
    overwrite: flags.overwrite ?? false,
    output: filmPath(flags.output ?? content.output ?? `${storyboard.name}-film.mp4`, cwd),
    template: flags.shots,
  };
}

/** `wan chain hero.png --shot "..." --shot "..."`. */
function shortForm(image: string, prompts: readonly string[], cwd: string): Storyboard {
  const shots = prompts.map((prompt) => ({ prompt }));
  const path = /^https?:/i.test(image) ? image : resolve(cwd, image);
  return {
    file: 'the command line',
    name: sourceName(image),
    path: null,
    digest: null,
    content: { image: path, shots },
    directory: cwd,
  };
}

function filmPath(name: string, cwd: string): string {
  const path = resolve(cwd, name);
  if (extname(path).toLowerCase() !== '.mp4' || parse(path).name === '') {
    throw new WanError('output.invalid', `a film is an MP4, not ${name}`, { hint: 'name it film.mp4' });
  }
  checkName(path, diskFacts);
  checkDirectories([dirname(path)]);
  return path;
}

interface Film {
  readonly ask: FilmAsk;
  readonly flags: ChainFlags;
  readonly shots: readonly string[];
}

function filmSettingsOf({ runtime }: Session, { ask, flags, shots }: Film): FilmSettings {
  const { content } = ask.storyboard;
  const music = flags.music === undefined ? content.music : { file: resolve(runtime.cwd, flags.music) };
  const { file, fadeOut } = typeof music === 'object' ? music : { file: music, fadeOut: undefined };
  refuseLoneFade(flags.fadeOut, file);
  return {
    output: ask.output,
    overwrite: ask.overwrite,
    join: flags.join ?? parseJoin(content.join ?? 'smooth'),
    music: file === undefined ? null : { file, fadeOut: flags.fadeOut ?? fadeOut ?? 2 },
    keepAudio: flags.keepAudio ?? content.keepAudio ?? false,
    shots: shots.map((job, index) => ({ job, isChained: ask.shots[index]?.isChained ?? false })),
  };
}
