import { isAbsolute } from 'node:path';
import { WanError } from '../../errors.js';
import { withoutVideoExtension } from '../../files/clip-check.js';
import { foldName } from '../../files/file-name.js';
import { fileId, isSameFile } from '../../files/same-file.js';
import type { ClipRequest, PlannedClip } from '../../jobs/plan/plan-run.js';
import type { RequestFields } from '../../providers/request.js';

/**
 * Refuses outputs that are files which the run is made from: `--overwrite` is meant for results of before, and what
 * it replaces is gone. Only outputs that exist cost a look at the inputs, since most runs of ten thousand have none.
 *
 * @throws WanError `output.conflict`
 */
export function protectInputs(outputs: Iterable<string>, inputs: () => Iterable<string>): void {
  const taken = new Map<string, string>();
  for (const output of outputs) {
    const id = fileId(output);
    if (id !== undefined) taken.set(id, output);
  }
  if (taken.size === 0) return;
  for (const input of new Set(inputs())) {
    const output = taken.get(fileId(input) ?? '');
    if (output !== undefined) throw new WanError('output.conflict', messageOf(output, input), { hint });
  }
}

const hint = 'choose another --output';

function messageOf(output: string, input: string): string {
  return output === input ? `${output} is one of the inputs` : `${output} is the input ${input}`;
}

/** @throws WanError `output.conflict` for a film that would replace its own music */
export function refuseMusic(film: string, music: string | undefined): void {
  if (music !== undefined && isSameFile(film, music)) {
    throw new WanError('output.conflict', `${film} is the music`, { hint });
  }
}

/** @throws WanError `output.conflict` for a film that would replace one of its own shots, or be in the way of one */
export function refuseShots(film: string, clips: readonly PlannedClip[]): void {
  const name = nameOf(film);
  const shot = clips.flatMap(placesOf).find((path) => nameOf(path) === name || isSameFile(film, path));
  if (shot === undefined) return;
  throw new WanError('output.conflict', `${film} is the clip of a shot`, {
    hint: 'choose another --output, or other names with --shots',
  });
}

/** Without its extension, which follows what the provider sends. */
function nameOf(path: string): string {
  return foldName(withoutVideoExtension(path));
}

/** Where a clip lies, and where it is to be. */
function placesOf({ decision, output }: PlannedClip): string[] {
  if (!('job' in decision)) return [output];
  const { state, output: own } = decision.job;
  return [output, ...(state.status === 'done' ? state.outputs : [own])];
}

/** The files on this machine that requests are made from; an address is none. */
export function* inputsOf(requests: Iterable<Pick<ClipRequest, 'request'>>): Generator<string> {
  for (const { request } of requests) {
    for (const path of namedFiles(request)) if (path !== undefined && isAbsolute(path)) yield path;
  }
}

function namedFiles({ image, endImage, audio, workflow, ...loras }: RequestFields): (string | undefined)[] {
  const weights = [loras.loras, loras.lorasHigh, loras.lorasLow].flatMap((list) => list ?? []);
  return [image, endImage, audio, workflow, ...weights.map(({ path }) => path)];
}
