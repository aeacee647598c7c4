import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { decodeText } from '../../batch/manifest-text.js';
import { readWholeInput } from '../../config/read-input.js';
import { valueFault } from '../../config/value-fault.js';
import { WanError } from '../../errors.js';
import type { JsonValue } from '../../json.js';
import { type Lora, loraSchema, providerIds, type RequestFields } from '../../providers/request.js';
import type { Runtime } from '../../runtime.js';
import { readStdin } from '../read-stdin.js';
import { collect, parseNumber } from './option-values.js';
import { toProviderId } from './provider-id.js';

/** Request flags as commander parses them. */
export interface RequestFlags {
  readonly image?: string;
  readonly endImage?: string;
  readonly prompt?: string;
  readonly negativePrompt?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly preset?: readonly string[];
  readonly resolution?: string;
  readonly aspectRatio?: string;
  readonly duration?: number;
  readonly frames?: number;
  readonly fps?: number;
  readonly steps?: number;
  readonly guidance?: number;
  readonly shift?: number;
  readonly seed?: number;
  readonly lora?: readonly string[];
  readonly loraHigh?: readonly string[];
  readonly loraLow?: readonly string[];
  readonly audio?: string;
  readonly workflow?: string;
  readonly acceleration?: string;
  readonly safetyChecker?: boolean;
  readonly expandPrompt?: boolean;
  readonly set?: readonly string[];
  readonly background?: string;
  readonly keepMetadata?: true;
}

/** Adds the flags of the portable request. */
export function addRequestOptions(command: Command): Command {
  return command
    .option('-i, --image <file>', 'first frame: a path, an https URL, or - for stdin')
    .option('--end-image <file>', 'last frame to arrive at')
    .option('-p, --prompt <text>', 'what happens; @file reads a file, - stdin, @@ is a literal @')
    .option('-n, --negative-prompt <text>', 'what to keep out; @file, - and @@ as in --prompt')
    .option('--provider <id>', `who renders: ${providerIds.join(' ')}`)
    .option('-m, --model <name>', "a portable name (wan-2.2-turbo) or a provider's own id")
    .option('--preset <name>', 'a preset by name or path; repeatable, later wins', collect)
    .option('-r, --resolution <name>', '480p 580p 720p 1080p, or what the model names')
    .option('-a, --aspect-ratio <ratio>', 'auto 16:9 9:16 1:1 4:3 3:4, or what the model names')
    .option('-d, --duration <seconds>', 'length in seconds', parseNumber)
    .option('--frames <n>', 'length in frames', parseNumber)
    .option('--fps <n>', 'frames per second', parseNumber)
    .option('--steps <n>', 'inference steps', parseNumber)
    .option('--guidance <n>', 'guidance scale', parseNumber)
    .option('--shift <n>', 'sampling shift', parseNumber)
    .option('-s, --seed <n>', 'random seed; 0 is a seed', parseNumber)
    .option('--lora <url[=scale]>', 'a LoRA; repeatable', collect)
    .option('--lora-high <url[=scale]>', 'for the high-noise expert; repeatable', collect)
    .option('--lora-low <url[=scale]>', 'for the low-noise expert; repeatable', collect)
    .option('--audio <file>', 'voice or music: WAV, MP3 or M4A')
    .option('--workflow <file>', 'a ComfyUI workflow in the API format, with placeholders such as {{prompt}}')
    .option('--acceleration <level>', "the model's acceleration level")
    .addOption(new Option('--safety-checker', "keep the provider's safety checker on (the default)"))
    .option('--no-safety-checker', "turn the provider's safety checker off, where it can be")
    .addOption(new Option('--expand-prompt', 'let the provider rewrite the prompt'))
    .option('--no-expand-prompt', 'send the prompt as it is')
    .option('--set <key=value>', 'a raw provider parameter; repeatable', collect)
    .option('--background <colour>', 'under transparent parts of the image (white)')
    .option('--keep-metadata', 'keep EXIF and other metadata in the uploaded image');
}

/** The request fields that the command line sets; what is not given is absent. */
export async function readRequestFlags(
  flags: RequestFlags,
  given: { readonly image: string | undefined; readonly runtime: Pick<Runtime, 'stdin' | 'cwd'> },
): Promise<RequestFields> {
  const image = given.image ?? flags.image;
  if (given.image !== undefined && flags.image !== undefined) {
    throw new WanError('usage.invalid', 'the image is given twice, as an argument and as --image', {
      hint: 'give one of them',
    });
  }
  const { lora, loraHigh, loraLow, set, preset: _preset, provider, prompt, negativePrompt, ...plain } = flags;
  refuseSharedStdin({ image, prompt, negativePrompt });
  const known = Object.fromEntries(
    Object.entries(plain).filter(([name, value]) => value !== undefined && isRequestFlag(name)),
  ) as Partial<RequestFields>;
  return {
    ...known,
    ...(image === undefined ? {} : { image }),
    ...(prompt === undefined ? {} : { prompt: await readText(prompt, given.runtime) }),
    ...(negativePrompt === undefined ? {} : { negativePrompt: await readText(negativePrompt, given.runtime) }),
    ...(provider === undefined ? {} : { provider: toProviderId(provider) }),
    ...(lora === undefined ? {} : { loras: lora.map(toLora) }),
    ...(loraHigh === undefined ? {} : { lorasHigh: loraHigh.map(toLora) }),
    ...(loraLow === undefined ? {} : { lorasLow: loraLow.map(toLora) }),
    ...(set === undefined ? {} : { extra: Object.fromEntries(set.map(toExtra)) }),
  };
}

const requestFlagNames: readonly string[] = [
  'endImage',
  'model',
  'resolution',
  'aspectRatio',
  'duration',
  'frames',
  'fps',
  'steps',
  'guidance',
  'shift',
  'seed',
  'audio',
  'workflow',
  'acceleration',
  'safetyChecker',
  'expandPrompt',
  'background',
  'keepMetadata',
];

function isRequestFlag(name: string): boolean {
  return requestFlagNames.includes(name);
}

/** Stdin can be read once: a second reader would find it empty, and an empty text would be rendered, and paid. */
function refuseSharedStdin({ image, prompt, negativePrompt }: Sharing): void {
  const readers = [
    ...(image === '-' ? ['the image'] : []),
    ...(prompt === '-' ? ['--prompt'] : []),
    ...(negativePrompt === '-' ? ['--negative-prompt'] : []),
  ];
  if (readers.length < 2) return;
  throw new WanError('usage.invalid', `stdin can be read once, not for ${readers.join(' and ')}`, {
    hint: 'put all but one of them in files',
  });
}

type Sharing = Readonly<Record<'image' | 'prompt' | 'negativePrompt', string | undefined>>;

/** `@file` and `-` are read here and nowhere else: a data file must not make the program read other files. */
async function readText(text: string, runtime: Pick<Runtime, 'stdin' | 'cwd'>): Promise<string> {
  if (text.startsWith('@@')) return text.slice(1);
  if (text === '-') return promptOf('stdin', await readStdin(runtime.stdin));
  if (!text.startsWith('@')) return text;
  const path = resolve(runtime.cwd, text.slice(1));
  const bytes = await readWholeInput(path).catch((error: unknown) => {
    throw new WanError('usage.invalid', `the prompt file ${path} cannot be read`, {
      hint: 'write @@ for a literal @',
      cause: error,
    });
  });
  return promptOf(path, bytes);
}

/** Windows writes text in several ways; a prompt that came out as something else would be rendered, and paid, as such. */
function promptOf(source: string, bytes: Uint8Array): string {
  const decoded = decodeText(bytes);
  if ('text' in decoded) return decoded.text.trimEnd();
  throw new WanError('usage.invalid', `the prompt in ${source} ${decoded.reason}`, { hint: decoded.hint });
}

/** `url`, `url=0.8`, or JSON; a URL with a query is taken whole, since its own `=` can't be told from ours. */
function toLora(text: string): Lora {
  if (text.startsWith('{')) return fromJson(text);
  const at = text.lastIndexOf('=');
  const scale = text.slice(at + 1).trim();
  if (at < 1 || text.includes('?') || scale === '' || Number.isNaN(Number(scale))) return { path: text };
  return checked({ path: text.slice(0, at), scale: Number(scale) }, text);
}

function fromJson(text: string): Lora {
  try {
    return checked(JSON.parse(text), text);
  } catch (error) {
    if (error instanceof WanError) throw error;
    throw new WanError('usage.invalid', `--lora ${text}: not valid JSON`, {
      hint: `--lora '{"path":"https://...","scale":0.8}'`,
      cause: error,
    });
  }
}

function checked(value: unknown, text: string): Lora {
  const parsed = loraSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const fault = issue === undefined ? 'not understood' : `${issue.path.join('.')} ${valueFault(issue)}`.trim();
  throw new WanError('usage.invalid', `--lora ${text}: ${fault}`, {
    hint: 'a URL and a scale from 0 to 4: --lora https://...=0.8',
  });
}

function toExtra(text: string): [string, JsonValue] {
  const at = text.indexOf('=');
  if (at < 1) throw new WanError('usage.invalid', `--set ${text}: no key=value`, { hint: '--set guidance_scale_2=4' });
  const key = text.slice(0, at);
  // An object has no such key of its own: the parameter would be gone without a word.
  if (key === '__proto__') throw new WanError('usage.invalid', `--set ${text}: ${key} is no parameter`);
  return [key, text.slice(at + 1)];
}
