import { checkDirectories, diskFacts } from '../../files/output-facts.js';

/** What the disk says of directories, asked once a command: ten thousand rows ask about the same few. */
export interface KnownDirectories {
  isDirectory(path: string): boolean;
  /** @throws WanError `output.invalid` where no clip can be written to */
  check(path: string): void;
}

const known = new WeakMap<object, KnownDirectories>();

/** The directories of a command, told by its session. */
export function knownDirectories(command: object): KnownDirectories {
  const own = known.get(command) ?? askOnce();
  known.set(command, own);
  return own;
}

function askOnce(): KnownDirectories {
  const kinds = new Map<string, boolean>();
  const writable = new Set<string>();
  return {
    isDirectory: (path) => {
      const is = kinds.get(path) ?? diskFacts.kindOf(path) === 'directory';
      kinds.set(path, is);
      return is;
    },
    check: (path) => {
      if (!writable.has(path)) checkDirectories([path]);
      writable.add(path);
    },
  };
}
