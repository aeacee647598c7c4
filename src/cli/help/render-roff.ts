import type { Block } from './block.js';

/** Help as the body of a man page (macros of man(7)). */
export function renderRoff(blocks: readonly Block[]): string {
  return blocks.map(renderBlock).join('');
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `.PP\n${escapeRoff(block.text)}\n`;
    case 'heading':
      return `.SS ${macroArgument(block.text)}\n`;
    case 'lines':
      return `.PP\n.RS 4\n.nf\n${block.lines.map((line) => `${escapeRoff(line)}\n`).join('')}.fi\n.RE\n`;
    case 'terms':
      return block.terms.map(([term, meaning]) => `.TP\n${escapeRoff(term)}\n${escapeRoff(meaning)}\n`).join('');
  }
}

/** Text that roff prints as it is: no escapes, no macros at a line's beginning, dashes that can be copied. */
export function escapeRoff(content: string): string {
  return content
    .replaceAll('\\', '\\(rs')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replace(/[^\u0000-\u007f]/gu, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return `\\[u${code.toString(16).toUpperCase().padStart(4, '0')}]`;
    })
    .replace(/^\./gm, '\\&.');
}

/** One argument of a macro, quoted. */
export function macroArgument(content: string): string {
  return `"${escapeRoff(content).replaceAll('"', '\\(dq')}"`;
}
