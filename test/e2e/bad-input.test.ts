import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, runWan } from './program.js';
import { createWorkplace, picture, shortClip, type Workplace } from './workplace.js';

interface BadInput {
  readonly name: string;
  /** Files to make in the working directory, by path. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly prepare?: (place: Workplace) => void;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly exitCode?: number;
  readonly code: string;
  /** What the one line says. */
  readonly says: RegExp;
}

const local = ['-p', 'slow dolly in', ...shortClip] as const;
const good = ['generate', 'picture.png', ...local] as const;
const isRoot = process.getuid?.() === 0;

const images: readonly BadInput[] = [
  { name: 'no image', args: ['generate', ...local], code: 'request.invalid', says: /image/ },
  {
    name: 'an image that does not exist',
    args: ['generate', 'missing.png', ...local],
    code: 'image.missing',
    says: /missing\.png" does not exist/,
  },
  {
    name: 'text that calls itself an image',
    files: { 'notes.png': 'buy milk\n' },
    args: ['generate', 'notes.png', ...local],
    code: 'image.not-media',
    says: /notes\.png" is not an image: it is text/,
  },
  {
    name: 'a private key',
    files: { id_rsa: `-----BEGIN OPENSSH PRIVATE ${'KEY'}-----\nabc\n` },
    args: ['generate', 'id_rsa', ...local],
    code: 'image.not-media',
    says: /id_rsa" is not an image: it is a key/,
  },
  {
    name: 'a directory',
    prepare: ({ cwd }) => mkdirSync(join(cwd, 'shots.png')),
    args: ['generate', 'shots.png', ...local],
    code: 'image.unreadable',
    says: /shots\.png" is a folder/,
  },
  {
    name: 'a link that leads nowhere',
    prepare: ({ cwd }) => symlinkSync('nowhere', join(cwd, 'link.png')),
    args: ['generate', 'link.png', ...local],
    code: 'image.missing',
    says: /link\.png" does not exist/,
  },
  {
    name: 'a device',
    args: ['generate', '/dev/zero', ...local],
    code: 'image.unreadable',
    says: /not a regular file/,
  },
  {
    name: 'an empty file',
    files: { 'empty.png': '' },
    args: ['generate', 'empty.png', ...local],
    code: 'image.not-media',
    says: /empty\.png" is empty/,
  },
];

/** Root may read everything, so that only other users can be refused. */
const unreadable: BadInput = {
  name: 'an unreadable file',
  files: { 'secret.png': 'x' },
  prepare: ({ cwd }) => chmodSync(join(cwd, 'secret.png'), 0),
  args: ['generate', 'secret.png', ...local],
  code: 'image.unreadable',
  says: /secret\.png" cannot be read/,
};

const words: readonly BadInput[] = [
  {
    name: 'an unknown model',
    args: [...good, '-m', 'wan-9'],
    code: 'request.unknown-model',
    says: /no model "wan-9"/,
  },
  {
    name: 'an unknown provider',
    args: ['generate', 'picture.png', '-p', 'x', '--provider', 'locla'],
    code: 'request.unknown-provider',
    says: /unknown provider locla.*did you mean.*local/,
  },
  {
    name: 'an unknown flag',
    args: [...good, '--rezolution', '480p'],
    code: 'usage.unknown-option',
    says: /--rezolution.*--resolution/,
  },
  { name: 'an unknown command', args: ['genrate'], code: 'usage.unknown-command', says: /genrate.*generate/ },
  { name: 'a duration of nothing', args: [...good, '-d', '0'], code: 'request.invalid', says: /duration/ },
  { name: 'a duration far too long', args: [...good, '-d', '1000'], code: 'request.invalid', says: /duration/ },
  {
    name: 'a duration that this model does not make',
    args: [...good, '-d', '61'],
    code: 'request.invalid',
    says: /60/,
  },
  { name: 'a duration in words', args: [...good, '-d', 'long'], code: 'usage.invalid', says: /--duration.*number/ },
  { name: 'a seed with a fraction', args: [...good, '-s', '1.5'], code: 'request.invalid', says: /seed/ },
  { name: 'a resolution nobody has', args: [...good, '-r', '999p'], code: 'request.invalid', says: /480p.*not 999p/ },
  { name: 'no clips', args: [...good, '-c', '0'], code: 'usage.invalid', says: /--count/ },
  { name: 'two images', args: [...good, '-i', 'other.png'], code: 'usage.invalid', says: /twice/ },
  { name: 'a flag without its value', args: [...good, '--seed'], code: 'usage.invalid', says: /--seed/ },
  { name: 'a raw parameter without a value', args: [...good, '--set', 'x'], code: 'usage.invalid', says: /--set x/ },
  { name: 'a prompt file that is not there', args: [...good, '-p', '@no.txt'], code: 'usage.invalid', says: /no\.txt/ },
  {
    name: 'an option that belongs to another model',
    args: ['generate', 'picture.png', '-p', 'x', '--provider', 'fal', '-m', 'wan-2.5', '--steps', '4'],
    env: { FAL_KEY: 'not-used' },
    code: 'request.option-not-taken',
    says: /--steps/,
  },
  {
    name: 'no provider and no key',
    args: ['generate', 'picture.png', '-p', 'x'],
    code: 'request.no-provider',
    says: /no provider was chosen/,
  },
  {
    name: 'an unknown token in the name of the output',
    args: [...good, '-o', '{nme}.mp4'],
    code: 'output.invalid',
    says: /\{nme\}.*did you mean.*name/,
  },
];

const files: readonly BadInput[] = [
  {
    name: 'a config that is not JSON',
    files: { '.wanrc.json': '{\n  "model": "wan-2.2",\n  "output" "x"\n}\n' },
    args: good,
    code: 'config.invalid',
    says: /\.wanrc\.json:3:12: a colon is missing/,
  },
  {
    name: 'a config with a misspelt key',
    files: { '.wanrc.json': '{\n  "modle": "wan-2.2"\n}\n' },
    args: good,
    code: 'config.invalid',
    says: /\.wanrc\.json:2:3: modle: unknown key \(did you mean "model"\?\)/,
  },
  {
    name: 'a project config that takes power',
    files: { '.wanrc.json': '{ "webhook": "https://example.com/hook" }' },
    args: good,
    code: 'config.power',
    says: /webhook/,
  },
  {
    name: 'a preset that is not JSON',
    files: { 'presets/mine.json': '{\n  "resolution": "480p",\n}\n' },
    args: [...good, '--preset', 'mine'],
    code: 'preset.invalid',
    says: /mine\.json:3:1: /,
  },
  {
    name: 'a preset with two faults',
    files: { 'presets/mine.json': '{\n  "resolutoin": "480p",\n  "duration": "x"\n}\n' },
    args: [...good, '--preset', 'mine'],
    code: 'preset.invalid',
    says: /(?=.*mine\.json:2:3: resolutoin)(?=.*mine\.json:3:15: duration)/,
  },
  {
    name: 'a preset that extends itself',
    files: { 'presets/mine.json': '{ "extends": "mine" }' },
    args: [...good, '--preset', 'mine'],
    code: 'preset.invalid',
    says: /circle.*mine\.json/,
  },
  { name: 'an unknown preset', args: [...good, '--preset', 'nope'], code: 'preset.invalid', says: /"nope"/ },
  {
    name: 'an output directory below a file',
    files: { taken: 'x' },
    args: [...good, '-o', 'taken/clip.mp4'],
    code: 'output.invalid',
    says: /taken is not a directory/,
  },
  {
    name: 'an output that is somebody else’s file',
    files: { 'clip.mp4': 'x' },
    args: [...good, '-o', 'clip.mp4'],
    code: 'output.conflict',
    says: /clip\.mp4/,
  },
];

const machine: readonly BadInput[] = [
  {
    name: 'ffmpeg missing from the PATH',
    args: good,
    env: { FFMPEG_PATH: '', PATH: '/nowhere' },
    exitCode: 7,
    code: 'local.ffmpeg-missing',
    says: /ffmpeg was not found/,
  },
  {
    name: 'FFMPEG_PATH leading nowhere',
    args: good,
    env: { FFMPEG_PATH: './nowhere' },
    exitCode: 7,
    code: 'local.ffmpeg-missing',
    says: /FFMPEG_PATH/,
  },
];

describe.each([...images, ...(isRoot ? [] : [unreadable]), ...words, ...files, ...machine])(
  '$name',
  ({ files: contents = {}, prepare, args, env = {}, exitCode = 2, code, says }) => {
    it.each(['text', '--json'])('is one clear line and a hint, and renders nothing (%s)', async (mode) => {
      const place = await createWorkplace();
      for (const [path, content] of Object.entries(contents)) write(join(place.cwd, path), content);
      prepare?.(place);
      const flags = mode === '--json' ? ['--json'] : [];
      const ended = await runWan([...args, ...flags], { ...place, env: { ...place.env, ...env } });
      expect(ended.exitCode, ended.stderr).toBe(exitCode);
      // Further faults of one file follow the first, indented.
      const lines = ended.stderr.split('\n').filter((line) => line !== '' && !/^(warning: | {2})/.test(line));
      expect(lines).toEqual([expect.stringMatching(/^error: /), expect.stringMatching(/^hint: .+/)]);
      expect(ended.stderr.replaceAll(/\n */g, ' ')).toMatch(says);
      expect(place.renders()).toEqual([]);
      if (mode === 'text') return expect(ended.stdout).toBe('');
      const { error, ...document } = documentOf(ended);
      expect(error).toMatchObject({ code, exitCode });
      expect(document).toMatchObject({ ok: false, exitCode, jobs: [] });
    });
  },
);

describe('a picture that was cut off', () => {
  it('is refused before anything is planned', async () => {
    const place = await createWorkplace();
    const whole = await picture();
    write(join(place.cwd, 'cut.png'), whole.subarray(0, whole.length / 2));
    const ended = await runWan(['generate', 'cut.png', ...local], place);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toMatch(/cut\.png" is damaged or incomplete/);
    const listed = await runWan(['jobs', '--json'], place);
    expect(documentOf(listed).data).toEqual([]);
  });
});

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
