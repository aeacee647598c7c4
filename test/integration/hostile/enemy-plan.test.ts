import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PlanFile, planSchema } from '../../../src/cli/plan-file/plan-file.js';
import { planDigest } from '../../../src/cli/plan-file/write-plan.js';
import { openEnemyProject } from './enemy-project.js';

type Body = Omit<PlanFile, 'digest'>;
type Clip = PlanFile['clips'][number];

/** An honest plan, changed by somebody who knows how its digest is made. */
async function applyForged(forge: (clip: Clip) => Partial<Clip>, plan: Partial<Body> = {}) {
  const enemy = await openEnemyProject({ out: '-> ../outside' });
  const argv = [
    'hero.png',
    '-p',
    'a door',
    '-s',
    '7',
    '--provider',
    'fal',
    '-m',
    'wan-2.2-turbo',
    '--output',
    'clip.mp4',
  ];
  const planned = await enemy.run('plan', 'generate', ...argv, '-o', 'plan.json');
  expect(planned.exitCode, planned.stderr).toBe(0);
  const path = join(enemy.project, 'plan.json');
  const { digest: _old, ...honest } = planSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const body = { ...honest, ...plan, clips: honest.clips.map((clip) => ({ ...clip, ...forge(clip) })) };
  writeFileSync(path, JSON.stringify({ ...body, digest: planDigest(body) }));
  const sent = enemy.fal.requests.length;
  const ended = await enemy.run('apply', 'plan.json', '--yes', '--json');
  return { ...enemy, ended, sent: enemy.fal.requests.length - sent };
}

describe('a forged plan', () => {
  it('with nothing changed is applied', async () => {
    const { ended, expectNoHarm } = await applyForged(() => ({}));
    expect(ended.exitCode, ended.stderr).toBe(0);
    expectNoHarm();
  });

  it.each<[string, (clip: Clip) => Partial<Clip>]>([
    ['another picture', ({ request }) => ({ request: { ...request, image: '../outside/secret.png' } })],
    [
      'a file over another',
      ({ output }) => ({ output: output.replace('project/clip.mp4', 'outside/id_rsa'), overwrite: true }),
    ],
    ['a file that is no clip', ({ output }) => ({ output: output.replace('clip.mp4', '.bashrc') })],
    ['a file relative to nowhere', () => ({ output: '../outside/x.mp4' })],
    ['another body', ({ body }) => ({ body: { ...body, prompt: 'other' } })],
    ['no safety checker in the body', ({ body }) => ({ body: { ...body, enable_safety_checker: false } })],
    ['a lower price than the true one', () => ({ estimate: { amount: 0.0001, currency: 'USD' } })],
    ['an id that is none', () => ({ job: '../../x' })],
  ])('with %s is refused, and nothing is sent', async (_what, forge) => {
    const { ended, sent, expectNoHarm, project } = await applyForged(forge);
    expect.soft(ended.exitCode, ended.stderr).toBe(2);
    expect.soft(sent).toBe(0);
    expect(project).not.toBe('');
    expectNoHarm();
  });
});
