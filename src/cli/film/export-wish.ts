import { extname } from 'node:path';
import { WanError } from '../../errors.js';
import type { ExportWish, Ratio } from '../../film/export-clip.js';
import type { FrameRate } from '../../media/frame-rate.js';
import type { StillFormat } from '../../media/write-still.js';

/** The flags of `wan export` that say what to make. */
export interface ExportFlags {
  readonly output?: string;
  readonly gif?: true;
  readonly webp?: true;
  readonly poster?: true;
  readonly contactSheet?: true;
  readonly loop?: true;
  readonly reframe?: Ratio;
  readonly fps?: FrameRate;
  readonly width?: number;
  readonly at?: number;
  readonly columns?: number;
  readonly boomerang?: true;
  readonly crop?: true;
}

export interface PlannedExport {
  readonly wish: ExportWish;
  /** What the name of the file ends with, before its extension. */
  readonly mark: string;
  readonly extensions: readonly [string, ...string[]];
}

/** What is to be made. @throws WanError `usage.invalid` unless it is exactly one thing, and every flag means something for it */
export function planExport(flags: ExportFlags): PlannedExport {
  const chosen = kinds.filter((kind) => flags[kind] !== undefined);
  const [kind] = chosen;
  if (kind === undefined || chosen.length > 1) {
    throw new WanError('usage.invalid', kind === undefined ? 'say what to make' : 'one thing at a time can be made', {
      hint: 'one of --gif --webp --poster --contact-sheet --loop --reframe 9:16',
    });
  }
  const idle = modifiers.find((flag) => flags[flag] !== undefined && !takes[kind].includes(flag));
  if (idle !== undefined) {
    throw new WanError('usage.invalid', `--${idle} means nothing for --${optionName[kind]}`, {
      hint: `leave out --${idle}`,
    });
  }
  return planOf(kind, flags);
}

const kinds = ['gif', 'webp', 'poster', 'contactSheet', 'loop', 'reframe'] as const;
type Kind = (typeof kinds)[number];

const modifiers = ['fps', 'width', 'at', 'columns', 'boomerang', 'crop'] as const;

const takes: Readonly<Record<Kind, readonly (typeof modifiers)[number][]>> = {
  gif: ['fps', 'width'],
  webp: ['fps', 'width'],
  poster: ['at', 'width'],
  contactSheet: ['columns', 'width'],
  loop: ['fps', 'width', 'boomerang'],
  reframe: ['fps', 'width', 'crop'],
};

const optionName: Readonly<Record<Kind, string>> = {
  ...{ gif: 'gif', webp: 'webp', poster: 'poster', contactSheet: 'contact-sheet', loop: 'loop', reframe: 'reframe' },
};

function planOf(kind: Kind, flags: ExportFlags): PlannedExport {
  const { width, fps, at, columns = 4, reframe: ratio = { across: 9, down: 16 } } = flags;
  const format = stillFormats[extname(flags.output ?? '').toLowerCase()] ?? 'png';
  switch (kind) {
    case 'gif':
    case 'webp':
      return { wish: { kind, width, fps }, mark: kind, extensions: [`.${kind}`] };
    case 'poster':
      return { wish: { kind, at, width, format }, mark: kind, extensions: stills };
    case 'contactSheet':
      return { wish: { kind: 'contact-sheet', columns, width, format }, mark: 'contact-sheet', extensions: stills };
    case 'loop': {
      const style = flags.boomerang === true ? 'boomerang' : 'seamless';
      return {
        wish: { kind, style, width, fps },
        mark: flags.boomerang === true ? 'boomerang' : kind,
        extensions: ['.mp4'],
      };
    }
    case 'reframe': {
      const style = flags.crop === true ? 'crop' : 'blur';
      return { wish: { kind, ratio, style, width, fps }, mark: `${ratio.across}x${ratio.down}`, extensions: ['.mp4'] };
    }
  }
}

const stills = ['.png', '.jpg', '.jpeg', '.webp'] as const;
const stillFormats: Readonly<Record<string, StillFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
};
