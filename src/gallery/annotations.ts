/** One thing wrong with a file of the user. */
export interface FileFault {
  /** From the root of the repository, where there is one. */
  readonly file: string;
  /** 1-based. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly message: string;
}

/** What GitHub shows of one kind in one step; further ones vanish without a word. */
const mostShown = 10;

/** Faults as workflow commands, one a line, which GitHub shows beside the lines of the file. */
export function annotations(faults: readonly FileFault[]): string {
  if (faults.length <= mostShown) return faults.map(annotation).join('');
  const shown = faults.slice(0, mostShown - 1);
  const rest = faults.length - shown.length;
  const file = faults[shown.length]?.file ?? '';
  return [...shown, { file, message: `and ${rest} more faults; the log has them all` }].map(annotation).join('');
}

function annotation({ file, line, column, message }: FileFault): string {
  const properties = [
    `file=${escapeProperty(file)}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
  ];
  return `::error ${properties.join(',')}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
