import ts from 'typescript';
import { lineOf, type SourceFile, visit } from './source-file.js';

const longestFile = 250;
const longestMedian = 80;

/** Names under which anything may be put, so that everything is. */
const dumps = ['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'shared', 'lib'];

export function checkNames(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const words = path
      .replace(/\.ts$/, '')
      .replace(/\.test$/, '')
      .split('/');
    const dump = words.find((word) => dumps.includes(word));
    if (dump !== undefined) return [`${path}: "${dump}" says nothing about what is in it`];
    if (words.at(-1) === 'index') return [`${path}: import the file that is meant, not a barrel`];
    const odd = words.find((word) => !/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(word));
    return odd === undefined ? [] : [`${path}: "${odd}" is not kebab-case`];
  });
}

/** Files that only pass on what others export. */
export function checkBarrels(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ tree }) => tree.statements.length > 0 && tree.statements.every(passesOn))
    .map(({ path }) => `${path} is a barrel: import the files behind it`);
}

function passesOn(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
}

/** Files that a tool calls by their default export. */
const calledByDefault = /\.config\.ts$|^test\/e2e\/build\.ts$/;

export function checkDefaultExports(files: readonly SourceFile[]): string[] {
  const ours = files.filter(({ path }) => !calledByDefault.test(path));
  return findAll(ours, 'exports a default: name it', (node) => {
    if (ts.isExportAssignment(node)) return true;
    if (ts.isExportSpecifier(node)) return node.name.text === 'default';
    return ts.canHaveModifiers(node) && hasModifier(node, ts.SyntaxKind.DefaultKeyword);
  });
}

export function checkAny(files: readonly SourceFile[]): string[] {
  return findAll(files, 'says any: say what it is, or unknown', ({ kind }) => kind === ts.SyntaxKind.AnyKeyword);
}

function findAll(files: readonly SourceFile[], fault: string, isFault: (node: ts.Node) => boolean): string[] {
  return files.flatMap(({ path, tree }) => {
    const lines: number[] = [];
    visit(tree, (node) => {
      if (isFault(node)) lines.push(lineOf(tree, node));
    });
    return lines.map((line) => `${path}:${line} ${fault}`);
  });
}

function hasModifier(node: ts.HasModifiers, kind: ts.SyntaxKind): boolean {
  return ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false;
}

export function checkLengths(files: readonly Pick<SourceFile, 'path' | 'lines'>[]): string[] {
  const tooLong = files
    .filter(({ lines }) => lines > longestFile)
    .map(({ path, lines }) => `${path} has ${lines} lines, more than ${longestFile}: it does more than one thing`);
  const sorted = files.map(({ lines }) => lines).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  if (median <= longestMedian) return tooLong;
  return [...tooLong, `half of the files have ${median} lines or more, which is above ${longestMedian}`];
}

/** Test folders that stand for nothing in `src`; `test/unit/simulators` tests the simulators. */
export function checkMirror(testPaths: readonly string[], sourcePaths: readonly string[]): string[] {
  const sources = new Set(sourcePaths.flatMap((path) => [...parents(path), path.replace(/\.ts$/, '')]));
  const folders = new Set(testPaths.filter((path) => path.endsWith('.test.ts')).flatMap(parents));
  return [...folders].flatMap((folder) => {
    const mirrored = folder
      .replace(/^test\/(unit|integration)\/simulators/, 'test/simulators')
      .replace(/^test\/(unit|integration)/, 'src')
      .replace(/^test\/providers/, 'src/providers');
    // What a stranger may send goes against the whole program, not against one layer of it.
    if (/^src\/hostile$/.test(mirrored)) return [];
    const stands = !mirrored.startsWith('src/') || sources.has(mirrored);
    return stands ? [] : [`${folder} mirrors nothing: there is no ${mirrored}`];
  });
}

function parents(path: string): string[] {
  const words = path.split('/').slice(0, -1);
  return words.map((_, index) => words.slice(0, index + 1).join('/'));
}
