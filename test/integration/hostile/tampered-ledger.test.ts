import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { openStudio } from '../cli/studio.js';

const places = [
  ['the states', 'UPDATE jobs SET state = ?'],
  ['the records', 'UPDATE jobs SET record = ?'],
  ['the events', 'UPDATE events SET event = ?'],
  ['the settings', 'UPDATE runs SET settings = ?'],
] as const;
const texts = [
  '',
  'no JSON{',
  '[]',
  '{"__proto__":{"status":"done"}}',
  '{"status":"nonsense"}',
  '{"status":"rendered"}',
];
const again = ['-p', 'the lamp is lit', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '-s', '7'];

describe('a ledger in which somebody changed', () => {
  it.each(places)('%s is named as damaged, by whatever reads it, and nothing is sent', async (name, sql) => {
    const studio = await openStudio();
    const made = (await studio.generate('-s', '7')).document();
    const [run = '', id = ''] = [made.run ?? '', made.jobs[0]?.id];
    const commands = [
      ['jobs'],
      ['explain', id],
      ['resume'],
      ['resume', run],
      ['audit'],
      ['spend'],
      ['gallery', '-o', 'g.html'],
      ['cancel', id],
      ['generate', 'hero.png', ...again],
    ];
    const damaged: string[] = [];
    for (const text of texts) {
      const ledger = new Database(join(studio.state, 'ledger.sqlite'));
      ledger.prepare(sql).run(text);
      ledger.close();
      for (const command of commands) {
        const { exitCode, stdout, stderr, document } = await studio.desk.run(...command, '--json');
        const { error } = document();
        expect.soft(exitCode, `${command} with ${text}: ${error?.message}`).not.toBe(1);
        expect(`${stdout}${stderr}`).not.toMatch(/\n\s+at .*\.[jt]s:\d/);
        if (exitCode !== 7) continue;
        expect
          .soft(error, String(command))
          .toMatchObject({ message: expect.stringContaining('ledger'), retryable: false });
        damaged.push(command[0] ?? '');
      }
    }
    expect(damaged, `commands that noticed ${name}`).not.toEqual([]);
    expect(studio.fal.billableSubmits).toBe(1);
  });
});
