import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, runWan, startWan } from './program.js';
import { createWorkplace, decodedFrames, shortClip, shortClipFrames } from './workplace.js';

const hook = new URL('leave-over.mjs', import.meta.url).href;

describe('an error that no call waits for', () => {
  it('ends the command with its document, exit 1, and the job goes on with resume', async () => {
    const place = await createWorkplace({ gated: true });
    const mark = join(place.state, 'now');
    const env = { ...place.env, NODE_OPTIONS: `--import=${hook}`, WAN_LEAVE_OVER: mark, WAN_LEAVE_TOKEN: 'ab12cd34' };
    const args = ['generate', place.image, '-p', 'pan left', ...shortClip, '-o', 'clip.mp4', '--json'];
    const running = startWan(args, { ...place, env });
    await running.said(/submitted|queued|rendering/);
    writeFileSync(mark, '');
    const ended = await running.ended;
    expect(ended.exitCode, ended.stderr).toBe(1);
    const { jobs, run, error } = documentOf(ended);
    expect(error).toMatchObject({ code: 'internal.bug', message: expect.stringContaining('unexpected: lost at') });
    expect(jobs).toMatchObject([{ status: 'submitted' }]);
    expect(ended.stderr).not.toMatch(/^ +at /m);
    expect(ended.stderr).toContain(`wan resume ${run}`);
    expect(ended.stdout + ended.stderr).not.toContain('ab12cd34');

    place.open();
    const resumed = await runWan(['resume', run ?? ''], place);
    expect(resumed, resumed.stderr).toMatchObject({ exitCode: 0, stdout: `${join(place.cwd, 'clip.mp4')}\n` });
    expect(decodedFrames(join(place.cwd, 'clip.mp4'))).toBe(shortClipFrames);
    expect(place.renders()).toHaveLength(1);
  });

  it('shows where it came from with --debug', async () => {
    const place = await createWorkplace({ gated: true });
    const mark = join(place.state, 'now');
    const env = { ...place.env, NODE_OPTIONS: `--import=${hook}`, WAN_LEAVE_OVER: mark, WAN_LEAVE_TOKEN: 'ab12cd34' };
    const running = startWan(['generate', place.image, '-p', 'x', ...shortClip, '--debug'], { ...place, env });
    await running.said(/submitted|queued|rendering/);
    writeFileSync(mark, '');
    const ended = await running.ended;
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toMatch(/^ +at .*leave-over/m);
    expect(ended.stderr).not.toContain('ab12cd34');
  });

  // Newer ones ask for it only when they need it.
  it.runIf(/^v2[0-2]\./.test(process.version))('is a local one, exit 7, where node runs no WebAssembly', async () => {
    const place = await createWorkplace();
    const env = { ...place.env, NODE_OPTIONS: '--jitless' };
    const ended = await runWan(['generate', place.image, '-p', 'x', ...shortClip, '--json'], { ...place, env });
    expect(ended.exitCode, ended.stderr).toBe(7);
    expect(documentOf(ended).error).toMatchObject({
      code: 'local.node',
      message: expect.stringContaining('WebAssembly'),
    });
    expect(ended.stderr).not.toMatch(/^ +at /m);
  });
});
