import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export interface Import {
  /** A path from the root (`src/errors.ts`) for one of our own files, else the name of the package. */
  readonly target: string;
  /** `type` imports vanish at build time; `dynamic` ones wait until they are used. */
  readonly kind: 'value' | 'type' | 'dynamic';
  readonly line: number;
}

export interface SourceFile {
  /** From the root, with slashes: `src/jobs/ledger.ts`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly tree: ts.SourceFile;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** All TypeScript files under a folder of the project. */
export function readSources(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

export function parseSource(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const imports: Import[] = [];
  visit(tree, (node) => {
    const found = importOf(node);
    if (found !== undefined) {
      const { specifier, kind } = found;
      imports.push({ target: resolve(path, specifier), kind, line: lineOf(tree, node) });
    }
  });
  return { path, lines: text.trimEnd().split('\n').length, imports, tree };
}

export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => visit(child, look));
}

/** 1-based */
export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

function importOf(node: ts.Node): { specifier: string; kind: Import['kind'] } | undefined {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    return withText(node.moduleSpecifier, clause !== undefined && isTypeOnly(clause) ? 'type' : 'value');
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return withText(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value');
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return withText(node.arguments[0], 'dynamic');
  }
  return ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
    ? withText(node.argument.literal, 'type')
    : undefined;
}

/** `import type {...}`, and `import { type A, type B }` without a value among them. */
function isTypeOnly(clause: ts.ImportClause): boolean {
  if (clause.isTypeOnly) return true;
  const names = clause.namedBindings;
  if (clause.name !== undefined || names === undefined || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

function withText(node: ts.Node | undefined, kind: Import['kind']) {
  return node !== undefined && ts.isStringLiteralLike(node) ? { specifier: node.text, kind } : undefined;
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
  if (specifier.startsWith('node:')) return specifier;
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
