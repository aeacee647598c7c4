import { canonicalJson, type JsonObject, type JsonValue } from '../../src/json.js';
import type { Desk } from './comfyui-desk.js';
import { isObject, judgePrompt } from './comfyui-validation.js';
import type { SimulatedJob } from './kit/jobs.js';

export interface OutputFile {
  readonly filename: string;
  readonly subfolder: string;
}

export function outputPath({ subfolder, filename }: OutputFile): string {
  return `/files/output/${encodeURIComponent(`${subfolder}/${filename}`)}`;
}

/** Output nodes of a job that run. */
export function runningOutputs(job: SimulatedJob, { bench }: Desk): readonly string[] {
  return judgePrompt(graphOf(job), bench).outputs;
}

export function graphOf(job: SimulatedJob): JsonObject {
  return isObject(job.input.prompt) ? job.input.prompt : {};
}

/** What each output node lists: SaveVideo its file under `images`, VHS_VideoCombine under `gifs`. */
export function outputsOf(job: SimulatedJob, desk: Desk): JsonObject {
  return Object.fromEntries(runningOutputs(job, desk).map((id) => [id, outputOf(job, id, desk)]));
}

function outputOf(job: SimulatedJob, id: string, desk: Desk): JsonObject {
  switch (nodeOf(job, id).class_type) {
    case 'PreviewImage':
      return { images: [{ filename: 'ComfyUI_temp_abcde_00001_.png', subfolder: '', type: 'temp' }] };
    case 'SaveImage':
      return { images: [{ ...fileOf(job, { id, extension: 'png', desk }), type: 'output' }] };
    case 'VHS_VideoCombine': {
      const format = inputOf(job, id, 'format');
      const extension = format.replace(/^.*[/-]/, '');
      return { gifs: [{ ...clipOf(job, { id, extension, desk }), format, frame_rate: 16 }] };
    }
    default:
      return { images: [clipOf(job, { id, extension: 'mp4', desk })], animated: [true] };
  }
}

interface Saving {
  readonly id: string;
  readonly extension: string;
  readonly desk: Desk;
}

function clipOf(job: SimulatedJob, saving: Saving): JsonObject {
  const { media } = saving.desk.kit;
  const file = fileOf(job, saving);
  media.put(outputPath(file), { bytes: media.clipOf(job.id), contentType: 'video/mp4' });
  return { ...file, type: 'output' };
}

/** Numbered by prefix; an identical graph is served from the cache, and the old file is listed again. */
function fileOf(job: SimulatedJob, { id, extension, desk }: Saving): OutputFile {
  const prefix = inputOf(job, id, 'filename_prefix');
  const graphs = desk.kit.jobs.all
    .filter((other) => inputOf(other, id, 'filename_prefix') === prefix)
    .map((other) => canonicalJson(graphOf(other)));
  const count = [...new Set(graphs)].indexOf(canonicalJson(graphOf(job))) + 1;
  const slash = prefix.lastIndexOf('/');
  return {
    filename: `${prefix.slice(slash + 1)}_${String(count).padStart(5, '0')}_.${extension}`,
    subfolder: slash < 0 ? '' : prefix.slice(0, slash),
  };
}

function inputOf(job: SimulatedJob, id: string, name: string): string {
  const { inputs } = nodeOf(job, id);
  const value: JsonValue | undefined = isObject(inputs) ? inputs[name] : undefined;
  return typeof value === 'string' ? value : '';
}

function nodeOf(job: SimulatedJob, id: string): JsonObject {
  const node = graphOf(job)[id];
  return isObject(node) ? node : {};
}
