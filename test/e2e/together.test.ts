import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, runWan, startWan } from './program.js';
import { createWorkplace, decodedFrames, shortClip, shortClipFrames } from './workplace.js';

describe('two processes with the same command', () => {
  it('and the same seed render once, and both report the file', async () => {
    const place = await createWorkplace({ gated: true });
    const args = ['generate', place.image, '-p', 'slow dolly in', ...shortClip, '-s', '7', '--json'];
    const both = [startWan(args, place), startWan(args, place)];
    await Promise.all(both.map((running) => running.said(/submitted to|under way in/)));
    place.open();
    const documents = (await Promise.all(both.map((running) => running.ended))).map(documentOf);
    expect(documents.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(new Set(documents.map(({ jobs }) => jobs[0]?.output)).size).toBe(1);
    expect(documents.map(({ jobs }) => jobs[0]?.reused).sort()).toEqual([false, true]);
    expect(decodedFrames(documents[0]?.jobs[0]?.output ?? '')).toBe(shortClipFrames);
    expect(place.renders()).toHaveLength(1);
  });

  it('and the same seed share a fixed name', async () => {
    const place = await createWorkplace();
    const args = ['generate', place.image, '-p', 'pan left', ...shortClip, '-s', '7', '-o', 'clip.mp4'];
    const both = await Promise.all([runWan(args, place), runWan(args, place)]);
    for (const ended of both)
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0, stdout: `${join(place.cwd, 'clip.mp4')}\n` });
    expect(place.renders()).toHaveLength(1);
  });

  it('for a film make each shot once, and the film', async () => {
    const place = await createWorkplace();
    const shots = ['--shot', 'pan left', '--shot', 'pan right', ...shortClip, '-s', '7', '-o', 'film.mp4', '--json'];
    const all = await Promise.all([1, 2, 3].map(() => runWan(['chain', place.image, ...shots], place)));
    const documents = all.map(documentOf);
    expect(documents.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(new Set(documents.flatMap(({ jobs }) => jobs.map(({ id }) => id))).size).toBe(2);
    expect(decodedFrames(join(place.cwd, 'film.mp4'))).toBeGreaterThan(shortClipFrames);
  });

  it('and no seed are two takes', async () => {
    const place = await createWorkplace();
    const args = ['generate', place.image, '-p', 'pan right', ...shortClip, '--json'];
    const documents = (await Promise.all([runWan(args, place), runWan(args, place)])).map(documentOf);
    expect(new Set(documents.map(({ jobs }) => jobs[0]?.seed)).size).toBe(2);
    expect(place.renders()).toHaveLength(2);
  });
});

describe('the same command later', () => {
  it('reuses the clip, and copies it to another name', async () => {
    const place = await createWorkplace();
    const args = ['generate', place.image, '-p', 'zoom in', ...shortClip, '-s', '3', '--json'];
    const first = documentOf(await runWan(args, place));
    const again = documentOf(await runWan(args, place));
    expect(again.jobs).toMatchObject([{ id: first.jobs[0]?.id, reused: true, output: first.jobs[0]?.output }]);
    const copied = documentOf(await runWan([...args, '-o', 'copy.mp4'], place));
    expect(copied.jobs).toMatchObject([{ reused: true, output: join(place.cwd, 'copy.mp4') }]);
    expect(decodedFrames(join(place.cwd, 'copy.mp4'))).toBe(shortClipFrames);
    expect(place.renders()).toHaveLength(1);
  });

  it('renders anew with --force', async () => {
    const place = await createWorkplace();
    const args = ['generate', place.image, '-p', 'zoom out', ...shortClip, '-s', '3'];
    await runWan(args, place);
    const forced = await runWan([...args, '--force'], place);
    expect(forced.exitCode, forced.stderr).toBe(0);
    expect(place.renders()).toHaveLength(2);
  });
});
