import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { pageScript } from '../../../../src/gallery/page/page-script.js';

/** What the compiler says of the script as JavaScript for a browser, with all that is strict. */
function faultsOf(script: string): string[] {
  const name = 'page.js';
  const options: ts.CompilerOptions = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    noUnusedLocals: true,
    noImplicitReturns: false,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, ...rest) =>
    path === name
      ? ts.createSourceFile(name, script, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS)
      : getSourceFile(path, ...rest);
  const program = ts.createProgram([name], options, host);
  const file = program.getSourceFile(name);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
    ({ messageText, start = 0 }) => {
      const line = script.slice(0, start).split('\n').length;
      return `${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    },
  );
}

// A whole compiler for one script.
describe('the script of the page', { timeout: 60_000 }, () => {
  it('has correct types throughout', () => {
    expect(faultsOf(pageScript)).toEqual([]);
  });

  it('would not pass with a mistake in it', () => {
    expect(faultsOf(pageScript.replace('textFilter.value = ', 'textFilter.valeu = '))).not.toEqual([]);
  });

  it('can stand in a page as it is', () => {
    expect(pageScript).not.toMatch(/<\/script|<!--/i);
  });

  it('never makes markup out of text, and calls nobody', () => {
    expect(pageScript).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|fetch\(|XMLHttp|import\(/,
    );
  });
});
