import { resolveSettings } from '../../config/settings.js';
import type { TemplateToken } from '../../files/template.js';
import { type Block, lines, terms, text } from './block.js';

const tokens: Readonly<Record<TemplateToken, string>> = {
  name: 'the image, without folder and extension; clip where there is none',
  provider: 'who renders',
  model: 'the model, as it was asked for',
  preset: 'the preset',
  seed: 'the seed that is sent',
  index: 'place of the clip in its run, counted from 1',
  id: 'the id of the job, j_...',
  run: 'the id of the run, r_...',
  date: 'your calendar day, 2026-11-21',
  time: 'your time of day, 134502',
  resolution: '720p',
  duration: 'seconds asked for',
  shot: 'number of the shot in a storyboard',
};

export function templatesTopic(): readonly Block[] {
  return [
    text(
      `-o, --output names the files. A name is a template; without one it is ${defaultTemplate()} in this directory.`,
    ),
    terms([
      ...Object.entries(tokens).map(([token, meaning]) => [`{${token}}`, meaning] as const),
      ['{row.<column>}', 'a cell of the manifest'],
    ]),
    text('What a job does not have becomes _. A directory as template gets the default name inside it.'),
    text(
      'Values are made safe for file names on every system, and can not lead out of the directory of the template. ' +
        'Names are reserved before anything is paid: a foreign file in the way, or two jobs with one name, is exit 2, ' +
        'unless --overwrite. With --count a name without {index}, {seed} or {id} gets -1, -2 and so on.',
    ),
    lines("wan generate hero.png -p 'pan left' -c 4 -o 'clips/{date}/{name}-{seed}.mp4'"),
  ];
}

function defaultTemplate(): string {
  return resolveSettings({ flags: {}, presets: [], env: {}, project: undefined, user: undefined }).output.value;
}
