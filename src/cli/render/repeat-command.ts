import { flagOf } from '../../catalogue/flags.js';
import type { Job } from '../../jobs/job.js';
import type { Lora } from '../../providers/request.js';
import { shellWord } from '../../shell-word.js';

/**
 * The command that has this clip again without paying for it twice. A row or shot is another clip than the same request of
 * its own, and what was taken over tells no request: those are known by their id only.
 */
export function againCommand(job: Job): string {
  const { rowIdentity, request, id } = job;
  const isOwn = rowIdentity === null && (request.prompt !== undefined || request.image !== undefined);
  return isOwn ? commandOf(job) : `wan resume ${id}`;
}

/** The command line that asks for the same clip again, quoted for a POSIX shell. */
export function commandOf(job: Job): string {
  const { image, provider, model, extra, background, keepMetadata, seed: _seed, ...options } = job.request;
  const words = [
    'wan',
    'generate',
    ...(image === undefined ? [] : [image]),
    '--provider',
    provider ?? job.provider,
    '--model',
    model ?? job.model,
  ];
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || !job.chosen.includes(option as never)) continue;
    if (Array.isArray(value))
      for (const lora of value) words.push(...withValue(flagOf(option as never), loraText(lora)));
    else if (typeof value === 'boolean')
      words.push(value ? flagOf(option as never) : flagOf(option as never).replace('--', '--no-'));
    else
      words.push(...withValue(flagOf(option as never), readTexts.has(option) ? literal(String(value)) : String(value)));
  }
  if (job.seed !== null) words.push('--seed', String(job.seed));
  for (const [key, value] of Object.entries(extra ?? {}))
    words.push('--set', `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  if (background !== undefined) words.push('--background', background);
  if (keepMetadata === true) words.push('--keep-metadata');
  words.push('--output', job.output);
  return words.map(shellWord).join(' ');
}

/** A value that begins with a dash, joined to its flag, so that it is not taken for one. */
function withValue(flag: string, value: string): string[] {
  return value.startsWith('-') ? [`${flag}=${value}`] : [flag, value];
}

/** In JSON also where the end of the path would be read as its scale. */
function loraText({ path, scale }: Lora): string {
  return scale === undefined && !path.includes('=') ? path : JSON.stringify({ path, scale });
}

/** Options whose text the command line reads as a file where it begins with @. */
const readTexts: ReadonlySet<string> = new Set(['prompt', 'negativePrompt']);

/** A text that begins with @ is doubled there; one that is - has no such form, only a manifest can hold it. */
function literal(text: string): string {
  return text.startsWith('@') ? `@${text}` : text;
}
