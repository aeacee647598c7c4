import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ended } from './program.js';
import { openReadmePlace, type ReadmePlace } from './readme-place.js';
import { type Command, readmeCommands } from './readme-text.js';

/** Lines that are not run, and why. */
const notRun: Readonly<Record<string, string>> = {
  'export FAL_KEY=...': 'the key is in the environment of every line',
};

/** What is left out of a line, and why. */
const leftOut: readonly (readonly [part: string, reason: string])[] = [
  ['bin/setup && ', 'setup.test.ts runs it, in a checkout of its own'],
];

/** Exit codes other than 0. */
const exits: Readonly<Record<string, number>> = {
  // The provider's verdict, which is what was asked for.
  'wan cancel j_...': 5,
  // The clip that was cancelled is among those that come back.
  'wan adopt fal --since 24h': 3,
};

/** How many files some lines name on stdout. */
const files: readonly (readonly [begin: RegExp, count: number])[] = [
  [/^wan batch rows.csv .*--max-cost 5/, 3],
  [/^wan adopt .*--manifest rows.csv/, 3],
  [/^wan chain .*--max-cost/, 1],
];

/** What has happened before a line, by what it begins with. */
const before: readonly (readonly [begin: string, happen: (trial: Trial) => Promise<void>])[] = [
  ['wan cancel', ({ say }) => say('wan generate hero.png -p fog --yes --detach')],
  ['wan webhook verify', async ({ place }) => place.receiveDelivery()],
];

/** Lines for the day on which the ledger is lost, one after the other. */
const withoutLedger = /^wan adopt /;

interface Trial {
  readonly place: ReadmePlace;
  /** Runs a line for its ids. */
  say(line: string): Promise<void>;
}

describe('the README', () => {
  it('shows commands that work, one after the other, from the first to the last', async () => {
    const commands = readmeCommands();
    expect(commands.length).toBeGreaterThan(40);
    expect(Object.keys(notRun).filter((line) => commands.every((each) => each.line !== line))).toEqual([]);
    const place = await openReadmePlace();
    const faults: string[] = [];
    const ids = { r: '', j: '' };
    const emptyState = place.emptyState();
    const trial: Trial = { place, say: async (line) => remember(await place.run(line)) };
    for (const command of commands.filter(({ line }) => !(line in notRun))) {
      const { line } = command;
      await before.find(([begin]) => line.startsWith(begin))?.[1](trial);
      const real = leftOut.reduce((text, [part]) => text.replace(part, ''), line).replace(/\b([rj])_\.\.\./, newest);
      const billed = place.billed();
      const ended = await place.run(real, withoutLedger.test(line) ? emptyState : undefined);
      remember(ended);
      faults.push(...faultsOf(command, ended));
      if (isFree(command) && place.billed() > billed) faults.push(`${line}\n  was billed`);
    }
    expect(faults).toEqual([]);
    expect(
      ['film.mp4', 'try.mp4', 'report.html', 'plan.json', 'grid.mp4'].filter((name) => !place.exists(name)),
    ).toEqual([]);

    /** Where the README says `r_...` or `j_...`, the ids that were last seen are meant. */
    function newest(_: string, kind: string): string {
      return kind === 'r' ? ids.r : ids.j;
    }
    function remember({ stdout, stderr }: Ended): void {
      const text = stdout + stderr;
      ids.r = text.match(/\br_[0-9a-v]{16}\b/g)?.at(-1) ?? ids.r;
      ids.j = text.match(/\bj_[0-9a-v]{16}\b/g)?.at(-1) ?? ids.j;
    }
  }, 900_000);
});

function faultsOf({ line, shown }: Command, ended: Ended): string[] {
  const { exitCode, stdout, stderr } = ended;
  const expected = exits[line] ?? 0;
  if (exitCode !== expected) return [`${line}\n  ended with ${exitCode}, not ${expected}: ${stdout}${stderr}`];
  const count = files.find(([begin]) => begin.test(line))?.[1];
  if (count !== undefined && stdout.trim().split('\n').length !== count)
    return [`${line}\n  names other files: ${stdout}`];
  const said = `${stderr}${stdout}`.split('\n').map(withoutIds);
  return shown
    .filter((text) => !text.endsWith('left') && !said.includes(withoutIds(text)))
    .map((text) => `${line}\n  does not say: ${text}`);
}

/** Whether a line costs nothing by what it is, or by what its comment says. */
function isFree({ line, comment }: Command): boolean {
  return (
    !/\bwan (?:generate|batch|chain|apply|resume)\b/.test(line) ||
    /--dry-run/.test(line) ||
    /\$0\.00|submits nothing/.test(comment)
  );
}

/** Ids and folders differ from one run to the next. */
function withoutIds(text: string): string {
  const plain = text.replace(/\b(?:[rj]_)?[0-9a-v]{16}\b/g, '<id>');
  return plain.startsWith('/') ? basename(plain) : plain;
}
