import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultsOf, fixtures, readFixture, readText, refusal } from './manifests.js';

const fieldsOf = async (text: string) => (await readText(text)).rows.map(({ fields }) => fields);

describe('a CSV manifest', () => {
  it('gives typed fields, own data, and the line where each row begins', async () => {
    const { rows, ownColumns, name, path, file } = await readFixture('adverts.csv');
    expect({ name, path, file, ownColumns }).toEqual({
      name: 'adverts',
      path: join(fixtures, 'adverts.csv'),
      file: 'adverts.csv',
      ownColumns: ['sku'],
    });
    expect(rows.map(({ row, line, id }) => [row, line, id])).toEqual([
      [1, 2, 'hero'],
      [2, 3, 'rain'],
      [3, 6, 'plain'],
    ]);
    expect(rows[0]?.fields).toEqual({
      image: join(fixtures, 'img/hero.png'),
      prompt: 'slow dolly in, "golden" hour',
      seed: 7,
      duration: 5,
      safetyChecker: true,
      extra: { flow_shift: '3' },
    });
    expect(rows[1]?.fields).toEqual({
      image: join(fixtures, 'img/street.png'),
      prompt: 'the rain starts\nand stops',
      duration: 5,
    });
    expect(rows[2]?.fields).toMatchObject({ image: 'https://example.com/a.png', seed: 0 });
    expect(rows[2]?.columns).toMatchObject({ sku: '', id: 'plain', seed: '0' });
  });

  it('may come from a spreadsheet: semicolons, a byte order mark, CRLF, empty lines of cells', async () => {
    const { rows } = await readFixture('excel.csv');
    expect(rows.map(({ fields }) => fields)).toEqual([
      { image: join(fixtures, 'a.png'), prompt: 'waves, slowly', guidance: 3.5 },
      { image: join(fixtures, 'b.png'), prompt: 'semi;colon' },
    ]);
  });

  it('may have tabs, by its name or by its header', async () => {
    expect((await readFixture('tabs.tsv')).rows[0]?.fields.prompt).toBe('one, two');
    expect(await fieldsOf('prompt\tseed\nfox, red\t1\n')).toEqual([{ prompt: 'fox, red', seed: 1 }]);
  });

  it("takes Excel's word for its delimiter", async () => {
    expect(await fieldsOf('sep=;\nprompt;seed\na,b;1\n')).toEqual([{ prompt: 'a,b', seed: 1 }]);
  });

  it.each(['utf16le', 'utf16be'])('is read in %s with its mark', async (encoding) => {
    const bytes = Buffer.from('\uFEFFprompt,seed\nфильм,1\n', 'utf16le');
    if (encoding === 'utf16be') bytes.swap16();
    expect((await readText(bytes)).rows[0]?.fields).toEqual({ prompt: 'фильм', seed: 1 });
  });

  it.each([
    ['prompt,seed\nfox,1..3', [1, 2, 3]],
    ['prompt,seed\nfox,3..1', [3, 2, 1]],
    ['prompt,seed\nfox,1|5', [1, 5]],
  ])('varies a number: %j', async (text, seeds) => {
    expect((await fieldsOf(text)).map(({ seed }) => seed)).toEqual(seeds);
  });

  it('never tears a prompt or a path, and never reads a file for one', async () => {
    expect(await fieldsOf('image,prompt\n"a|b.png","@x | [""y""] 1..3"')).toEqual([
      { image: join(fixtures, 'a|b.png'), prompt: '@x | ["y"] 1..3' },
    ]);
  });

  it.each([
    [
      'https://x.test/a.safetensors=0.8 owner/name',
      [{ path: 'https://x.test/a.safetensors', scale: 0.8 }, { path: 'owner/name' }],
    ],
    ['https://x.test/a?k=1', [{ path: 'https://x.test/a?k=1' }]],
    ['{"path":"owner/name","scale":2}', [{ path: 'owner/name', scale: 2 }]],
  ])('takes LoRAs as %j', async (cell, loras) => {
    expect(await fieldsOf(`prompt\tlora\nfox\t"${cell.replaceAll('"', '""')}"`)).toEqual([{ prompt: 'fox', loras }]);
  });

  it.each([
    ['promt,seed\nfox,1', ['- promt: unknown column (did you mean "prompt"?)']],
    ['image_url,seed\na.png,1', ['- image_url: unknown column (did you mean "image"?)']],
    ['negative,prompt\na,b', ['- negative: unknown column (did you mean "negativePrompt"?)']],
    ['extra,prompt\na,b', ['- extra: unknown column (did you mean "set.<key>"?)']],
    ['prompt,prompt\na,b', ['- -: columns "prompt" and "prompt" mean the same']],
    ['endImage,end-image\na,b', ['- -: columns "endImage" and "end-image" mean the same']],
    ['prompt,,seed\na,b,1', ['- -: column 2 of the header has no name']],
    ['a red fox runs\na blue fox runs', ['- -: no column is known here']],
    ['prompt,seed\nfox,red,1', ['1 -: has 3 cells, and the header 2', '1 seed: "red" is not a number']],
    ['prompt,seed\nfox', ['1 -: has 1 cells, and the header 2']],
    ['prompt,seed\n"fox,1', ['- -: a quote is opened here and never closed']],
    ['prompt,seed\n5" screen,1', ['- -: a quote stands inside of a cell that does not begin with one']],
    ['prompt,guidance\nfox,"3,5"', ['1 guidance: "3,5" is not a number (write 3.5)']],
    ['prompt,count\nfox,1..3', ['1 count: takes one value, not a list']],
    ['prompt,count\nfox,0', ['1 count: 0 is not a whole number from 1 to 1000']],
    ['prompt,seed\nfox,1..2000000000', ['1 seed: 1..2000000000 is more than 100000 values']],
    ['prompt,frames,seed,steps\nfox,1..1000,1..1000,1..100', ['1 -: varies in more than 100000 ways']],
    ['prompt,set.__proto__\nfox,1', ['- set.__proto__: is no name for a column']],
    ['id,prompt\na,fox\nb,fox\na,owl', ['3 id: "a" is the id of row 1 too']],
  ])('is refused: %j', async (text, expected) => {
    expect(await faultsOf(readText(text))).toEqual(expected);
  });

  it.each([
    ['prompt,seed\na,1\n"b,2\nc,3\nd,4', 3],
    ['sep=;\nprompt;seed\n"a"";"\n"b', 4],
    ['prompt,seed\n\n"a\nb",1\n"c"d,2', 5],
    ['prompt,seed\n"a\nb",1\nc,x', 4],
  ])('names the line of the fault in %j', async (text, line) => {
    expect((await refusal(readText(text))).faults).toEqual([expect.objectContaining({ line })]);
  });

  it('keeps columns that begin with x. for the user, whatever they look like', async () => {
    const { rows, ownColumns } = await readText('prompt,x.image_url,car\nfox,u,red');
    expect(ownColumns).toEqual(['x.image_url', 'car']);
    expect(rows[0]?.columns).toEqual({ prompt: 'fox', 'x.image_url': 'u', car: 'red' });
  });

  it('is refused whole, with file, line, row, column and reason of every fault', async () => {
    const { message, code, hint } = await refusal(readFixture('faulty.csv'));
    expect(code).toBe('manifest.invalid');
    expect(message.split('\n')).toEqual([
      'faulty.csv:1: promt: unknown column (did you mean "prompt"?; begin the name of a column for your own data with "x.")',
      'faulty.csv:2: row 1, duration: "abc" is not a number',
      'faulty.csv:3: row 2, provider: "fall" is no provider (did you mean "fal"?)',
      'faulty.csv:3: row 2, seed: -1 is less than 0',
      'faulty.csv:3: row 2, id: "a" is the id of row 1 too',
      'faulty.csv:4: row 3, duration: 999 is more than 600',
      'faulty.csv:4: row 3, seed: 1.5 is not a whole number',
      `faulty.csv:4: row 3, image: "${join(fixtures, '../b.png')}" is outside the folder of the manifest (add --allow-outside to permit it)`,
      'faulty.csv:5: row 4: has 3 cells, and the header 6 (quote cells that hold the delimiter)',
    ]);
    expect(hint).toContain('nothing was sent');
  });
});

describe('a JSON or YAML manifest', () => {
  it('is one object a line, with lists for variants', async () => {
    const { rows, ownColumns } = await readFixture('rows.jsonl');
    expect(
      rows.map(({ row, line, fields, variant }) => [row, line, fields.prompt, fields.seed, variant?.label]),
    ).toEqual([
      [1, 1, '@notes.txt', 1, undefined],
      [2, 3, 'waves', 1, 'seed=1'],
      [2, 3, 'waves', 2, 'seed=2'],
    ]);
    expect(ownColumns).toEqual(['title']);
    expect(rows.map(({ columns }) => columns.title)).toEqual(['', 'Sea', 'Sea']);
    expect(rows.map(({ columns }) => columns.seed)).toEqual(['1', '1', '2']);
  });

  it('has defaults under its rows, which null takes back', async () => {
    const { rows } = await readFixture('rows.json');
    expect(rows.map(({ line, fields }) => [line, fields])).toEqual([
      [
        4,
        { image: join(fixtures, 'a.png'), prompt: 'one', model: 'wan-2.2-turbo', resolution: '480p', extra: { a: 1 } },
      ],
      [5, { image: join(fixtures, 'b.png'), prompt: 'two', model: 'wan-2.2-turbo', extra: { a: 1, b: 'x' } }],
      [5, { image: join(fixtures, 'b.png'), prompt: 'three', model: 'wan-2.2-turbo', extra: { a: 1, b: 'x' } }],
    ]);
  });

  it('may be YAML with anchors; presets are a stack, and count from the manifest', async () => {
    const { rows } = await readFixture('rows.yaml');
    expect(rows.map(({ line, fields }) => [line, fields.seed])).toEqual([
      [5, 1],
      [5, 2],
      [5, 3],
      [8, undefined],
    ]);
    expect(rows[3]?.presets).toEqual([
      { reference: 'cinematic', directory: fixtures, chooser: 'project' },
      { reference: './own.json', directory: fixtures, chooser: 'project' },
    ]);
    expect(rows[3]?.fields.loras).toEqual([{ path: join(fixtures, 'style.safetensors'), scale: 0.8 }]);
  });

  it.each([
    ['[{"prompt":"a"}]', 'a'],
    ['{"prompt":"a"}\n{"prompt":"b"}', 'a'],
    ['{"prompt":"a"}', 'a'],
    ['{"rows":[{"prompt":"a"}]}', 'a'],
    ['# rows\n- prompt: a', 'a'],
    ['rows:\n  - prompt: a', 'a'],
    ['---\n- prompt: a', 'a'],
    ['prompt\na', 'a'],
  ])('is told by its text: %j', async (text, prompt) => {
    expect((await fieldsOf(text))[0]).toEqual({ prompt });
  });

  it.each([
    ['[{"prompt":"a"},]', ['- -: is no JSON: a value is missing here (a comma too many?)']],
    ['[{"prompt":"a","seed":1,"seed":2}]', ['- -: "seed" is there twice in one object']],
    ['{"prompt":"a"}\n{"prompt":"b","prompt":"c"}', ['2 -: "prompt" is there twice in one object']],
    ['{"prompt":"a"}\n{"prompt":', ['2 -: is no JSON: the file ends too early']],
    ['{"rows":[], "deflts":{}}', ['- -: unknown key "deflts" (did you mean "defaults"?) beside "defaults" and "rows"']],
    ['{"rows":[{"prompt":"a"}], "defaults":{"id":"x"}}', ['- id: names one row, so it has no place in "defaults"']],
    ['[1]', ['1 -: 1 is not a row: { "prompt": "..." }']],
    ['[{"title":"a"}]', ['1 -: sets no field that is known']],
    ['[{"prompt":5}]', ['1 prompt: 5 is not text (put it in quotes)']],
    ['[{"prompt":"a","safetyChecker":0}]', ['1 safetyChecker: 0 is neither yes nor no']],
    ['[{"prompt":"a","seed":9007199254740993}]', ['1 seed: 9007199254740992 is more than 9007199254740991']],
    ['[{"prompt":"a","seed":1e999}]', ['1 seed: Infinity is not a number']],
    ['[{"prompt":"a","seed":[]}]', ['1 seed: is an empty list']],
    ['[{"prompt":"a\\u0000"}]', ['1 prompt: holds a NUL character']],
    ['[{"prompt":"a","endImage":"a.png","end_image":"b.png"}]', ['1 end_image: means the same as "endImage"']],
    ['[{"prompt":"a","preset":[1]}]', ['1 preset: [1] names no preset']],
    ['[{"prompt":"a","__proto__":{"provider":"fal"}}]', ['1 __proto__: is no name for a column']],
    ['- prompt: a\n  prompt: b', ['- -: Map keys must be unique']],
    ['[]', ['- -: holds no rows']],
  ])('is refused: %j', async (text, expected) => {
    expect(await faultsOf(readText(text))).toEqual(expected);
  });

  it('names the line of the key', async () => {
    const { faults } = await refusal(readText('[\n{"prompt": "a",\n "seed": "x"}]'));
    expect(faults).toEqual([expect.objectContaining({ row: 1, column: 'seed', line: 3 })]);
    const yaml = await refusal(readText('- prompt: a\n\n  seed: x'));
    expect(yaml.faults).toEqual([expect.objectContaining({ row: 1, column: 'seed', line: 3 })]);
  });

  it.each([
    ['[['.repeat(50_000)],
    [`[{"prompt":"a","set":{"a":${'['.repeat(60)}${']'.repeat(60)}}}]`],
    [`- prompt: a\n  title: ${'['.repeat(60)}${']'.repeat(60)}`],
  ])('is refused when it is nested without end', async (text) => {
    expect((await refusal(readText(text))).message).toMatch(/nested too deeply|ends too early/);
  });

  it('is refused when aliases unfold aliases', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `  l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`)}]`,
    );
    const bomb = `defaults:\n  l0: &l0 [lol]\n${levels.join('\n')}\nrows:\n  - prompt: a`;
    expect((await refusal(readText(bomb))).message).toContain('alias');
  });
});

describe('what a manifest may not do by itself', () => {
  it.each([
    ['[{"prompt":"a","safetyChecker":false}]', '1 safetyChecker: only the user turns the safety checker off'],
    ['[{"prompt":"a","set":{"enable_safety_checker":"no"}}]', '1 set.enable_safety_checker: only the user decides'],
    ['[{"prompt":"a","safetyChecker":[true,false]}]', '1 safetyChecker: only the user turns the safety checker off'],
  ])('needs the trust of the user: %s', async (text, expected) => {
    expect(await faultsOf(readText(text))).toEqual([expect.stringContaining(expected)]);
    expect((await refusal(readText(text))).hint).toContain('--trust-project');
    expect((await readText(text, { trustProject: true })).rows.length).toBeGreaterThan(0);
  });

  it('needs no trust for what the user said too', async () => {
    const text = 'prompt,safetyChecker\na,no';
    expect((await readText(text, { safetyCheckerOff: true })).rows[0]?.fields.safetyChecker).toBe(false);
  });

  it.each([
    ['[{"image":"../a.png"}]', '1 image: '],
    ['[{"image":"/etc/hosts"}]', '1 image: '],
    ['[{"image":"a.png","loras":[{"path":"../x.safetensors"}]}]', '1 loras: '],
    ['[{"prompt":"a","output":"../x.mp4"}]', '1 output: '],
  ])('leaves its folder only with --allow-outside: %s', async (text, expected) => {
    expect(await faultsOf(readText(text))).toEqual([expect.stringContaining(expected)]);
    expect((await readText(text, { allowOutside: true })).rows).toHaveLength(1);
  });

  it.each(['baseUrl', 'webhook', 'keyFile'])('has no field for %s', async (column) => {
    const { rows, ownColumns } = await readText(JSON.stringify([{ prompt: 'a', [column]: 'https://x.test' }]));
    expect(ownColumns).toEqual([column]);
    expect(rows[0]?.fields).toEqual({ prompt: 'a' });
  });
});

describe('a folder of images', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wan-folder-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const put = (name: string, content = '') => writeFile(join(folder, name), content);

  it('has to be named: an empty word is not the current directory', async () => {
    await Promise.all([put('a.png'), put('a.txt', 'waves')]);
    expect((await readFixture('.', { cwd: folder })).rows).toHaveLength(1);
    const { message } = await refusal(readFixture('', { cwd: folder }));
    expect(message).toBe('manifest: no file or folder is named');
  });

  it('is a row for each image in natural order, with the prompt of the same name', async () => {
    await Promise.all([put('shot10.png'), put('shot2.PNG'), put('Shot1.jpg'), put('notes.md'), put('.hidden.png')]);
    await Promise.all([put('shot2.txt', 'waves,\r\n@calm\n'), put('shot10.txt', '')]);
    const { rows, path, name } = await readFixture(folder);
    expect(rows.map(({ row, fields, content }) => [row, fields, content.image])).toEqual([
      [1, { image: join(folder, 'Shot1.jpg') }, 'Shot1.jpg'],
      [2, { image: join(folder, 'shot2.PNG'), prompt: 'waves,\n@calm' }, 'shot2.PNG'],
      [3, { image: join(folder, 'shot10.png') }, 'shot10.png'],
    ]);
    expect(path).toBe(folder);
    expect(name).toMatch(/^wan-folder-/);
  });

  it('is refused without images', async () => {
    expect(await faultsOf(readFixture(folder))).toEqual(['- -: holds no images']);
  });

  it('reads no prompt and takes no image through a link that leads out', async () => {
    const inner = join(folder, 'inner');
    await mkdir(inner);
    await put('secret.txt', 'secret');
    await symlink(join(folder, 'secret.txt'), join(inner, 'a.txt'));
    await symlink(join(folder, 'secret.txt'), join(inner, 'a.png'));
    expect(await faultsOf(readFixture(inner))).toEqual([
      '1 prompt: a.txt leads out of the folder',
      expect.stringContaining('is outside the folder of the manifest'),
    ]);
  });

  it.skipIf(process.platform === 'win32')('reads no prompt from a pipe, which may never end', async () => {
    const inner = join(folder, 'piped');
    await mkdir(inner);
    await put('piped/a.png', '');
    execFileSync('mkfifo', [join(inner, 'a.txt')]);
    expect(await faultsOf(readFixture(inner))).toEqual(['1 prompt: a.txt is not a regular file']);
  });
});

describe('a source that cannot be read', () => {
  it.each([
    ['absent.csv', 'absent.csv: there is no such file or folder'],
    ['adverts.csv/x', 'adverts.csv/x: there is no such file or folder'],
  ])('is refused: %s', async (source, message) => {
    expect(await refusal(readFixture(source))).toMatchObject({ message, hint: 'check the path' });
  });

  it('is refused when it names columns only', async () => {
    const told = { message: 'stdin: holds no rows', hint: 'give it at least one' };
    expect(await refusal(readText('image,prompt\n'))).toMatchObject(told);
  });

  it.each([
    ['', 'stdin: is empty'],
    ['prompt\na\0b', 'stdin: holds NUL characters'],
    [new Uint8Array([0x70, 0xff, 0xfe]), 'stdin: is not UTF-8 text'],
  ])('is refused: %j', async (content, message) => {
    expect((await refusal(readText(content))).message).toBe(message);
  });

  it('is refused when it never ends', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield new Uint8Array(8_000_000);
    }
    expect((await refusal(readText('', { stdin: endless() }))).message).toBe('stdin: is larger than 64 MB');
  });
});
