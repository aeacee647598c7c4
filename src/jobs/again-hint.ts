/** How a clip that failed is sent once more, and no other clip along with it where the command can do that. */
export function againHint(command: string): string {
  return hints.get(command) ?? 'render anew with --force, which pays for every clip of the command again';
}

const hints: ReadonlyMap<string, string> = new Map([
  ['batch', '--retry-failed sends the failed rows once more; --force would pay for every row again'],
  ['chain', '--retry-failed sends the failed shots once more; --force would pay for every shot again'],
  ['apply', 'a plan sends each clip once: make a new one, for a batch with --retry-failed'],
]);
