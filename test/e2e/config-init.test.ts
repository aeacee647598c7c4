import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ctrlC, startOnTerminal } from './terminal.js';
import { createWorkplace } from './workplace.js';

const enter = '\r';

describe('wan config init on a terminal', () => {
  it('asks few questions, writes the answers and tries them', async () => {
    const place = await createWorkplace();
    const running = startOnTerminal(['config', 'init', '--offline'], place);
    await running.said(/Who renders\?/);
    running.type(enter);
    await running.said(/A bucket for your pictures/);
    running.type(`none${enter}`);
    await running.said(/one run may cost/);
    running.type(`2.50${enter}`);
    await running.said(/one day may cost/);
    running.type(enter);
    const { exitCode, stdout } = await running.ended;
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toContain('all is well');
    expect(JSON.parse(readFileSync(join(place.cwd, '.wanrc.json'), 'utf8'))).toEqual({
      $schema: expect.stringContaining('config.schema.json'),
      provider: 'local',
      budget: { perRun: 2.5 },
    });
  });

  it('writes nothing when the questions are left with Ctrl-C: exit 130', async () => {
    const place = await createWorkplace();
    const running = startOnTerminal(['config', 'init', '--offline'], place);
    await running.said(/Who renders\?/);
    running.type(ctrlC);
    const { exitCode, stdout } = await running.ended;
    expect(exitCode, stdout).toBe(130);
    expect(stdout).toContain('nothing was written');
    expect(existsSync(join(place.cwd, '.wanrc.json'))).toBe(false);
  });
});
