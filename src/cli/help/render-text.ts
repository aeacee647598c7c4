import type { Block } from './block.js';

const width = 80;
const indent = 2;
/** Terms up to this wide stand beside their meaning, wider ones above it. */
const widestTerm = 22;

/** Help for a screen, wrapped at 80 columns. */
export function renderHelpText(blocks: readonly Block[]): string {
  return blocks.map(renderBlock).join('\n');
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return wrap(block.text, width).map(toLine).join('');
    case 'heading':
      return `${block.text}:\n`;
    case 'lines':
      return block.lines.map((line) => toLine(' '.repeat(indent) + line)).join('');
    case 'terms':
      return renderTerms(block.terms);
  }
}

function renderTerms(list: readonly (readonly [string, string])[]): string {
  const column = indent + 2 + Math.max(...list.map(([term]) => (term.length > widestTerm ? 0 : term.length)));
  return list
    .map(([term, meaning]) => {
      const [first = '', ...rest] = wrap(meaning, width - column).map((line) => ' '.repeat(column) + line);
      const start = ' '.repeat(indent) + term;
      const opening = term.length > widestTerm ? [start, first] : [start + first.slice(start.length)];
      return [...opening, ...rest].map(toLine).join('');
    })
    .join('');
}

function wrap(content: string, columns: number): string[] {
  const result: string[] = [];
  for (const word of content.split(' ')) {
    const last = result.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) result.push(word);
    else result[result.length - 1] = `${last} ${word}`;
  }
  return result;
}

function toLine(line: string): string {
  return `${line}\n`;
}
