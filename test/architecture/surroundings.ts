import ts from 'typescript';
import { lineOf, type SourceFile, visit } from './source-file.js';

/** The one file that may touch the process and its clock; everything else is handed what it needs. */
const owner = 'src/runtime.ts';

const globals = [
  'process',
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'performance',
];
const members = ['Date.now', 'Math.random'];
const modules = ['node:process', 'node:timers', 'node:timers/promises', 'node:console', 'node:perf_hooks'];

/** Uses of the process, the clock, chance or the console outside the runtime, as code. */
export function checkSurroundings(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => path !== owner)
    .flatMap(({ path, tree, imports }) => {
      const own = declaredNames(tree);
      const faults = imports
        .filter(({ target }) => modules.includes(target))
        .map(({ target, line }) => `${path}:${line} imports ${target}`);
      visit(tree, (node) => {
        const name = reachedFor(node);
        if (name !== undefined && !own.has(name)) faults.push(`${path}:${lineOf(tree, node)} uses ${name}`);
      });
      return faults.map((fault) => `${fault}: take it from the Runtime`);
    });
}

function reachedFor(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0) {
    return 'new Date()';
  }
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText().replace(/\s|\?/g, '');
    return members.find((member) => text === member || text === `globalThis.${member}`);
  }
  return ts.isIdentifier(node) && globals.includes(node.text) && isValue(node) ? node.text : undefined;
}

/** Not the name of a property, a parameter or a type that happens to be called so. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node)
    return parent.expression.getText() === 'globalThis';
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent)) return false;
  return !('name' in parent && parent.name === node) && !('propertyName' in parent && parent.propertyName === node);
}

/** Names that this file gives to something of its own. */
function declaredNames(tree: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  visit(tree, (node) => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node);
    if (declares && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}
