import type { Caption } from '../media/captions.js';
import type { Size } from './export-order.js';
import { even } from './film-format.js';

/** A grid of equal cells; each is a line of text above a picture. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Pixels of a picture. */
  readonly picture: Size;
  /** Pixels of the line above it. */
  readonly captionHeight: number;
  readonly width: number;
  readonly height: number;
}

/** Two clips stand side by side; more make a grid that is as square as can be. Pure. */
export function planGrid(
  shape: Size,
  { count, width }: { readonly count: number; readonly width?: number | undefined },
): Grid {
  const columns = count === 2 ? 2 : Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const across = even(
    Math.min(width === undefined ? shape.width : Number.POSITIVE_INFINITY, (width ?? widest) / columns),
  );
  const picture = { width: across, height: even((across * shape.height) / shape.width) };
  const captionHeight = even(Math.min(48, Math.max(20, across / 16)));
  return {
    columns,
    rows,
    picture,
    captionHeight,
    width: columns * across,
    height: rows * (picture.height + captionHeight),
  };
}

/** Pixels across, unless another width is asked for. */
const widest = 1920;

/** Where the labels stand. Pure. */
export function gridCaptions({ columns, picture, captionHeight }: Grid, labels: readonly string[]): Caption[] {
  return labels.map((text, index) => ({
    text,
    left: (index % columns) * picture.width,
    top: Math.floor(index / columns) * (picture.height + captionHeight),
    width: picture.width,
    height: captionHeight,
  }));
}

/** From `[c0]`, `[c1]`, ... to `[grid]`: rows of cells, the last filled up with black. Pure. */
export function stackGraph({ columns, rows, width }: Grid, count: number): string {
  const names = Array.from({ length: rows }, (_, row) => (rows === 1 ? '[grid]' : `[r${row}]`));
  const lines = names.map((name, row) => {
    const cells = Array.from(
      { length: Math.min(columns, count - row * columns) },
      (_, column) => `[c${row * columns + column}]`,
    );
    const side = cells.length === 1 ? 'null' : `hstack=inputs=${cells.length}`;
    return `${cells.join('')}${side}${cells.length === columns ? '' : `,pad=${width}:ih:0:0`}${name}`;
  });
  return rows === 1 ? lines.join('') : `${lines.join(';')};${names.join('')}vstack=inputs=${rows}[grid]`;
}
