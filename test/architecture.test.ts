import { describe, expect, it } from 'vitest';
import { checkCycles, checkFolderCircles } from './architecture/cycles.js';
import { checkLayers } from './architecture/layers.js';
import { checkEagerLoads, checkOwners } from './architecture/libraries.js';
import {
  checkAny,
  checkBarrels,
  checkDefaultExports,
  checkLengths,
  checkMirror,
  checkNames,
} from './architecture/shape.js';
import { parseSource, readSources } from './architecture/source-file.js';
import { checkSurroundings } from './architecture/surroundings.js';

const source = readSources('src');
const tests = readSources('test');
const everything = [...source, ...tests];
const pathsOf = (files: readonly { path: string }[]) => files.map(({ path }) => path);

/** Made-up files, by path. */
const made = (files: Record<string, string>) => Object.entries(files).map(([path, text]) => parseSource(path, text));
const lines = (count: number) => 'const a = 1;\n'.repeat(count);

describe('the source', () => {
  it('is there to be read', () => {
    expect(source.length).toBeGreaterThan(100);
    expect(source.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
  });

  it('keeps its layers: nothing points up or sideways', () => {
    expect(checkLayers(source)).toEqual([]);
  });

  it('has one owner for each library', () => {
    expect(checkOwners(source)).toEqual([]);
  });

  it.each(['src/main.ts', 'src/cli/program.ts'])('loads no heavy library to show help, from %s', (entry) => {
    expect(checkEagerLoads(source, entry)).toEqual([]);
  });

  it('touches the process, the clock, chance and the console in the runtime only', () => {
    expect(checkSurroundings(source)).toEqual([]);
  });

  it('has no circles', () => {
    expect(checkCycles(source)).toEqual([]);
  });

  it('has folders with an order', () => {
    expect(checkFolderCircles(source)).toEqual([]);
  });

  it('has files of one purpose: none long, half of them short', () => {
    expect(checkLengths(source)).toEqual([]);
  });
});

describe('source and tests', () => {
  it('have no dumps, no barrels, and kebab-case names', () => {
    expect([...checkNames(pathsOf(everything)), ...checkBarrels(everything)]).toEqual([]);
  });

  it('export by name', () => {
    expect(checkDefaultExports(everything)).toEqual([]);
  });

  it('never say any', () => {
    expect(checkAny(everything)).toEqual([]);
  });

  it('are arranged alike', () => {
    expect(checkMirror(pathsOf(tests), pathsOf(source))).toEqual([]);
  });
});

describe('the rule of layers', () => {
  const check = (path: string, text: string) => checkLayers(made({ [path]: text }));

  it.each([
    ['src/jobs/a.ts', "import { a } from '../cli/a.js';", 'jobs may import'],
    ['src/jobs/a.ts', "import type { A } from '../ui/a.js';", 'jobs may import'],
    ['src/jobs/a.ts', "import { a } from '../http/send.js';", 'not http/send'],
    ['src/jobs/a.ts', "const a = await import('../upload/bucket.js');", 'not upload/bucket'],
    ['src/ui/a.ts', "export { a } from '../jobs/report.js';", 'types from there'],
    ['src/ui/a.ts', "import type { A } from '../jobs/engine.js';", 'not jobs/engine'],
    ['src/media/a.ts', "import { schema } from '../providers/request.js';", 'types from there'],
    ['src/media/a.ts', "type A = import('../jobs/job.js').Job;", 'not jobs/job'],
    ['src/http/a.ts', "import { a } from '../files/a.js';", 'leaves only'],
    ['src/errors.ts', "import { a } from './http/retry.js';", 'leaves only'],
    ['src/config/a.ts', "import type { A } from '../providers/provider.js';", 'not providers/provider'],
    ['src/providers/fal.ts', "import { a } from './replicate.js';", 'know nothing of each other'],
    ['src/providers/fal/a.ts', "import { a } from '../replicate/a.js';", 'know nothing of each other'],
    ['src/providers/same-body.ts', "import { a } from './fal/a.js';", 'knows none of them'],
    ['src/providers/fal/a.ts', "import { a } from '../../jobs/a.js';", 'not jobs/a'],
    ['src/somewhere/a.ts', "import { a } from '../jobs/a.js';", 'not a layer'],
  ])('refuses in %s: %s', (path, text, reason) => {
    expect(check(path, text)).toEqual([expect.stringContaining(reason)]);
  });

  it.each([
    ['src/jobs/a.ts', "import { a } from './b.js';\nimport { b } from '../errors.js';"],
    ['src/ui/a.ts', "import { type A, type B } from '../jobs/report.js';"],
    ['src/providers/fal/a.ts', "import { a } from '../fal.js';\nimport { b } from '../same-body.js';"],
    ['src/providers/registry.ts', "import { a } from './fal.js';"],
    ['src/jobs/a.ts', "// import { a } from '../cli/a.js';\nconst text = \"import { a } from '../cli/a.js'\";"],
  ])('allows in %s: %s', (path, text) => {
    expect(check(path, text)).toEqual([]);
  });
});

describe('the rule of owners', () => {
  it.each([
    ['src/jobs/a.ts', "import { Command } from 'commander';", 'belongs to src/cli/'],
    ['src/jobs/money/spending.ts', "import type Database from 'libsql';", 'belongs to src/jobs/ledger.ts'],
    ['src/cli/a.ts', "const { S3Client } = await import('@aws-sdk/client-s3');", 'belongs to src/upload/'],
    ['src/config/a.ts', "const a = await import('cosmiconfig/dist/Explorer.js');", 'belongs to src/config/load.ts'],
    ['src/cli/a.ts', "import leftPad from 'left-pad';", 'has no owner'],
  ])('refuses in %s: %s', (path, text, reason) => {
    expect(checkOwners(made({ [path]: text }))).toEqual([expect.stringContaining(reason)]);
  });
});

describe('the rule of late loading', () => {
  const graph = (third: string) =>
    made({
      'src/main.ts': "import { a } from './a.js';",
      'src/a.ts': "import { b } from './b.js';\nimport type { C } from './c.js';",
      'src/b.ts': third,
      'src/c.ts': "import { request } from 'undici';",
    });

  it('names the way to a heavy library', () => {
    expect(checkEagerLoads(graph("import { execa } from 'execa';"), 'src/main.ts')).toEqual([
      'src/main.ts -> src/a.ts -> src/b.ts -> execa: load it with import()',
    ]);
  });

  it('does not pass for an entry that is not there', () => {
    expect(() => checkEagerLoads(source, 'src/mian.ts')).toThrow('there is no src/mian.ts');
  });

  it('allows it behind import(), and behind types', () => {
    expect(checkEagerLoads(graph("const { execa } = await import('execa');"), 'src/main.ts')).toEqual([]);
    expect(checkEagerLoads(graph("const { c } = await import('./c.js');"), 'src/main.ts')).toEqual([]);
  });
});

describe('the rule of surroundings', () => {
  it.each([
    'const home = process.env.HOME;',
    'const { env } = process;',
    'const all = { process };',
    "const now = Date.now(); // const now = 'text';",
    'const now = globalThis.Date.now();',
    'const clock = { now: Date.now };',
    'const today = new Date();',
    'const dice = Math.random();',
    'setTimeout(() => {}, 1);',
    'globalThis.setInterval(() => {}, 1);',
    "console.log('x');",
    'const since = performance.now();',
    "import { setTimeout as delay } from 'node:timers/promises';",
    "import { env } from 'node:process';",
  ])('refuses %s', (text) => {
    expect(checkSurroundings(made({ 'src/jobs/a.ts': text }))).toHaveLength(1);
    expect(checkSurroundings(made({ 'src/runtime.ts': text }))).toEqual([]);
  });

  it.each([
    '// process.env and Date.now() are for the runtime',
    "const text = 'process.env.HOME';",
    'const place = { process: 1 };',
    'const pid = record.process.pid;',
    'const day = new Date(0).getDate();',
    'type Platform = NodeJS.Platform;',
    'interface Work { process: string; console(): void }',
    'const run = (process: Child) => process.kill();',
  ])('allows %s', (text) => {
    expect(checkSurroundings(made({ 'src/jobs/a.ts': text }))).toEqual([]);
  });
});

describe('the rule of circles', () => {
  const circle = (last: string) =>
    made({ 'src/a.ts': "import { b } from './b.js';", 'src/b.ts': "import { c } from './c.js';", 'src/c.ts': last });

  it('names the circle', () => {
    expect(checkCycles(circle("import { a } from './a.js';"))).toEqual([
      'src/a.ts -> src/b.ts -> src/c.ts -> src/a.ts',
    ]);
  });

  it('lets types and late loading close one', () => {
    expect(checkCycles(circle("import type { A } from './a.js';"))).toEqual([]);
    expect(checkCycles(circle("const a = () => import('./a.js');"))).toEqual([]);
  });

  it('names folders that know of each other, whatever they take', () => {
    const files = made({
      'src/jobs/wait/a.ts': "import { b } from '../drive/b.js';",
      'src/jobs/drive/c.ts': "import type { D } from '../wait/d.js';",
    });
    expect(checkFolderCircles(files)).toEqual(['src/jobs/wait -> src/jobs/drive -> src/jobs/wait']);
  });

  it('lets a folder and what stands above it know of each other', () => {
    const files = made({
      'src/jobs/wait/a.ts': "import { b } from '../b.js';",
      'src/jobs/b.ts': "import { a } from './wait/a.js';",
    });
    expect(checkFolderCircles(files)).toEqual([]);
  });
});

describe('the rules of shape', () => {
  it.each([
    'src/jobs/utils.ts',
    'src/helpers/time.ts',
    'test/unit/common.test.ts',
    'src/jobs/index.ts',
    'src/jobs/myJob.ts',
  ])('refuse the name %s', (path) => {
    expect(checkNames([path])).toHaveLength(1);
  });

  it('allow a whole word that holds another', () => {
    expect(checkNames(['src/cli/common-options.ts', 'test/fixtures/s3rver.d.ts'])).toEqual([]);
  });

  it('refuse a barrel, whatever its name', () => {
    expect(
      checkBarrels(made({ 'src/jobs/all.ts': "export * from './a.js';\nexport { b } from './b.js';" })),
    ).toHaveLength(1);
    expect(checkBarrels(made({ 'src/jobs/all.ts': "export * from './a.js';\nexport const b = 1;" }))).toEqual([]);
  });

  it.each(['export default 1;', 'export default function a() {}', 'const a = 1;\nexport { a as default };'])(
    'refuse %s',
    (text) => {
      expect(checkDefaultExports(made({ 'src/a.ts': text }))).toHaveLength(1);
      expect(checkDefaultExports(made({ 'test/bench/vitest.config.ts': text }))).toEqual([]);
    },
  );

  it.each(['const a: any = 1;', 'const a = b as any;', 'const a: Record<string, any> = {};'])('refuse %s', (text) => {
    expect(checkAny(made({ 'src/a.ts': text }))).toEqual([expect.stringMatching(/^src\/a\.ts:1 says any/)]);
    expect(checkAny(made({ 'src/a.ts': "const any = 'any'; // any" }))).toEqual([]);
  });

  it('refuse a file of 251 lines, and a median of 81', () => {
    expect(checkLengths(made({ 'src/a.ts': lines(251), 'src/b.ts': lines(1), 'src/c.ts': lines(1) }))).toHaveLength(1);
    expect(checkLengths(made({ 'src/a.ts': lines(250), 'src/b.ts': lines(80), 'src/c.ts': lines(1) }))).toEqual([]);
    expect(checkLengths(made({ 'src/a.ts': lines(90), 'src/b.ts': lines(81), 'src/c.ts': lines(1) }))).toHaveLength(1);
  });

  it('refuse a test folder that stands for nothing', () => {
    const sources = ['src/jobs/job.ts', 'src/providers/fal.ts'];
    const wrong = [
      'test/unit/errands/a.test.ts',
      'test/integration/jobs/deep/a.test.ts',
      'test/providers/none/a.test.ts',
    ];
    expect(checkMirror(wrong, sources)).toHaveLength(3);
    const right = ['test/unit/jobs/a.test.ts', 'test/providers/fal/a.test.ts', 'test/unit/simulators/kit/a.test.ts'];
    expect(checkMirror([...right, 'test/e2e/pipe.test.ts', 'test/architecture.test.ts'], sources)).toEqual([]);
  });
});
