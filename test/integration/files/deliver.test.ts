import { copyFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { WanError } from '../../../src/errors.js';
import type { ClipFacts } from '../../../src/files/clip-check.js';
import { type AddProvenance, type DeliverOptions, deliver } from '../../../src/files/deliver.js';
import type { PartFile } from '../../../src/files/part.js';
import type { JsonObject } from '../../../src/json.js';
import { temporaryDirectory } from './temporary.js';

const facts: ClipFacts = { container: 'mp4', durationSeconds: 5, width: 1280, height: 720 };

const bring =
  (text: string, note: JsonObject = {}) =>
  async (part: PartFile) => {
    const writer = await part.begin(0, note);
    await writer.write([Buffer.from(text)]);
    await writer.finish();
    await writer.close();
  };

async function scene(changes: Partial<DeliverOptions> = {}) {
  const directory = await temporaryDirectory();
  const options: DeliverOptions = {
    job: 'j_1',
    path: join(directory, 'a.mp4'),
    overwrite: false,
    wanted: { durationSeconds: 5, shortEdge: 720 },
    download: bring('clip'),
    inspect: async () => facts,
    ...changes,
  };
  return {
    at: (name: string) => join(directory, name),
    run: (more: Partial<DeliverOptions> = {}) => deliver({ ...options, ...more }),
    read: (name: string) => readFile(join(directory, name), 'utf8'),
    names: async () => (await readdir(directory)).sort(),
  };
}

const tag: AddProvenance = async ({ from, into }) => {
  await copyFile(from, into);
  await writeFile(into, `${await readFile(from, 'utf8')}+tags`);
  return { embedded: true, sidecar: null };
};

describe('deliver', () => {
  it('puts a clip in its place and leaves nothing else', async () => {
    const { run, at, names } = await scene();
    expect(await run()).toEqual({ path: at('a.mp4'), bytes: 4, sidecar: null, warnings: [] });
    expect(await names()).toEqual(['a.mp4']);
  });

  it('does not mix up two clips of one name, of users with a ledger each', async () => {
    const { at, run, read, names } = await scene();
    const both = ['j_1', 'j_2'].map((job) => {
      const inspect = async ({ path }: { path: string }) => {
        await delay(100);
        const isWhole = (await readFile(path, 'utf8').catch(() => '')) !== '';
        return isWhole ? facts : undefined;
      };
      return run({ job, download: bring(`clip of ${job}`, { job }), inspect, addProvenance: tag });
    });
    const paths = (await Promise.all(both)).map(({ path }) => path);
    expect(paths).toContain(at('a.mp4'));
    expect(await names()).toEqual(paths.map((path) => basename(path)).sort());
    const texts = await Promise.all(paths.map((path) => read(basename(path))));
    expect(texts).toEqual(['clip of j_1+tags', 'clip of j_2+tags']);
  });

  it('takes no bytes of another that has come and gone under the same name meanwhile', async () => {
    const { run, read } = await scene({ addProvenance: tag });
    let isTagged = false;
    const ofOther: AddProvenance = async ({ from, into }) => {
      await tagFirst?.();
      return tag({ from, into });
    };
    let tagFirst: (() => Promise<unknown>) | undefined;
    const addProvenance: AddProvenance = async (paths) => {
      if (isTagged) return tag(paths);
      isTagged = true;
      tagFirst = () => tag(paths);
      await run({ job: 'j_2', download: bring('clip of j_2', { url: 'two' }), addProvenance: ofOther });
      return { embedded: true, sidecar: null };
    };
    const { path } = await run({ download: bring('clip of j_1', { url: 'one' }), addProvenance });
    expect(await read(basename(path))).toBe('clip of j_1+tags');
    expect(await read('a.mp4')).toBe('clip of j_2+tags');
  });

  it('knows its part on a file system that numbers files anew', async () => {
    const { run, at, names } = await scene();
    const download = vi.fn(bring('clip'));
    const inspect = async ({ path }: { path: string }) => {
      await copyFile(path, at('again'));
      await rename(at('again'), path);
      return facts;
    };
    expect(await run({ download, inspect })).toMatchObject({ path: at('a.mp4') });
    expect([download.mock.calls.length, await names()]).toEqual([1, ['a.mp4']]);
  });

  it('goes on with the part of its own name that a failure left, and leaves nothing of it', async () => {
    const { run, at, names } = await scene();
    const inspect = async ({ path }: { path: string }) => {
      if (path === at('a.mp4.part')) await writeFile(at('a.mp4.part.json'), '{"note":{"url":"another"}}');
      throw new WanError('local.disk', 'full');
    };
    await expect(run({ inspect })).rejects.toMatchObject({ code: 'local.disk' });
    await rm(at('a.mp4.part'));
    await rm(at('a.mp4.part.json'));
    expect(await names()).toEqual(['a-j_1.mp4.part', 'a-j_1.mp4.part.json']);
    expect(await run()).toMatchObject({ path: at('a.mp4') });
    expect(await names()).toEqual(['a.mp4']);
  });

  it('gives no name to what is no video, and keeps nothing of it', async () => {
    const { run, names } = await scene({ inspect: async () => undefined });
    await expect(run()).rejects.toMatchObject({ code: 'download.failed' });
    expect(await names()).toEqual([]);
  });

  it('keeps nothing of what the inspection refuses, and everything when it merely fails', async () => {
    const refused = await scene({ inspect: async () => Promise.reject(new WanError('download.failed', 'no video')) });
    await expect(refused.run()).rejects.toMatchObject({ message: 'no video' });
    expect(await refused.names()).toEqual([]);
    const failed = await scene({ inspect: async () => Promise.reject(new WanError('local.disk', 'unreadable')) });
    await expect(failed.run()).rejects.toMatchObject({ code: 'local.disk' });
    expect(await failed.names()).toEqual(['a.mp4.part', 'a.mp4.part.json']);
  });

  it('says so when its folder is gone by the time that the clip is whole', async () => {
    const { run, at } = await scene({ inspect: async ({ path }) => readFile(path).then(() => facts) });
    const download = async (part: PartFile) => {
      await bring('clip')(part);
      await rm(at('.'), { recursive: true });
    };
    const path = at('a.mp4.part');
    const told = { code: 'local.output', message: `${path}: no such file or directory` };
    await expect(run({ download })).rejects.toMatchObject(told);
  });

  it('keeps what a failed download left', async () => {
    const { run, names } = await scene();
    const download = async (part: PartFile) => {
      await (await part.begin(0, {})).close();
      throw new WanError('download.failed', 'cut', { retryable: true });
    };
    await expect(run({ download })).rejects.toMatchObject({ message: 'cut' });
    expect(await names()).toEqual(['a.mp4.part', 'a.mp4.part.json']);
    expect(await run()).toMatchObject({ bytes: 4 });
    expect(await names()).toEqual(['a.mp4']);
  });

  it('delivers another length and size with warnings', async () => {
    const { run } = await scene({ inspect: async () => ({ ...facts, durationSeconds: 3, width: 832, height: 480 }) });
    expect((await run()).warnings).toEqual([
      'the clip lasts 3 s, 5 s were asked for',
      'the clip is 832x480, 720p was asked for',
    ]);
  });

  it('delivers another container under its true extension, and says so', async () => {
    const { run, at, names } = await scene({ inspect: async () => ({ ...facts, container: 'webm' }) });
    const { path, warnings } = await run();
    expect(path).toBe(at('a.webm'));
    expect(warnings).toEqual([expect.stringContaining(`became ${at('a.webm')}`)]);
    expect(await names()).toEqual(['a.webm']);
  });

  it('does not replace a file under an extension that nobody agreed to', async () => {
    const { run, at, read } = await scene({ inspect: async () => ({ ...facts, container: 'webm' }), overwrite: true });
    await writeFile(at('a.webm'), 'foreign');
    expect((await run()).path).toBe(at('a-j_1.webm'));
    expect(await read('a.webm')).toBe('foreign');
  });

  it('lands beside a foreign file that appeared meanwhile, and says so', async () => {
    const { run, at, read } = await scene();
    await writeFile(at('a.mp4'), 'foreign');
    const { path, warnings } = await run();
    expect(path).toBe(at('a-j_1.mp4'));
    expect(warnings).toEqual([`${at('a.mp4')} exists by now, so the clip is ${at('a-j_1.mp4')}`]);
    expect(await read('a.mp4')).toBe('foreign');
  });

  it('replaces a file that may be replaced', async () => {
    const { run, at, read } = await scene({ overwrite: true });
    await writeFile(at('a.mp4'), 'old');
    await run();
    expect(await read('a.mp4')).toBe('clip');
  });

  it('gives the same file when a crash came before the delivery was noted', async () => {
    const { run, at, names } = await scene({ addProvenance: tag });
    await run();
    expect((await run()).path).toBe(at('a.mp4'));
    expect(await names()).toEqual(['a.mp4']);
  });
});

describe('deliver with provenance', () => {
  it('delivers the copy that bears the metadata', async () => {
    const { run, read, names } = await scene({ addProvenance: tag });
    expect(await run()).toMatchObject({ bytes: 9, warnings: [] });
    expect(await read('a.mp4')).toBe('clip+tags');
    expect(await names()).toEqual(['a.mp4']);
  });

  it('writes the sidecar beside the clip', async () => {
    const addProvenance: AddProvenance = async () => ({ embedded: false, sidecar: '{"tool":"wan"}' });
    const { run, at, read, names } = await scene({ addProvenance });
    expect((await run()).sidecar).toBe(at('a.mp4.json'));
    expect(await read('a.mp4.json')).toBe('{"tool":"wan"}');
    expect(await names()).toEqual(['a.mp4', 'a.mp4.json']);
  });

  it('does not replace a foreign file by the sidecar', async () => {
    const addProvenance: AddProvenance = async () => ({ embedded: false, sidecar: '{}' });
    const { run, at, read } = await scene({ addProvenance });
    await writeFile(at('a.mp4.json'), 'foreign');
    const { sidecar, warnings } = await run();
    expect(sidecar).toBe(at('a.mp4-j_1.json'));
    expect(warnings).toEqual([expect.stringContaining('exists')]);
    expect(await read('a.mp4.json')).toBe('foreign');
  });

  it('delivers the clip all the same when the metadata can not be written', async () => {
    const addProvenance: AddProvenance = async ({ into }) => {
      await writeFile(into, 'half');
      throw new Error('out of ideas');
    };
    const { run, read, names } = await scene({ addProvenance });
    expect((await run()).warnings).toEqual(['provenance was not recorded: out of ideas']);
    expect(await read('a.mp4')).toBe('clip');
    expect(await names()).toEqual(['a.mp4']);
  });

  it('waits for room on a full disk, and is not delivered twice under two names', async () => {
    let isFull = true;
    const addProvenance: AddProvenance = async (paths) => {
      if (!isFull) return await tag(paths);
      await writeFile(paths.into, 'half');
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
    const { run, read, names } = await scene({ addProvenance });
    await expect(run()).rejects.toMatchObject({ code: 'local.disk', message: expect.stringContaining('disk is full') });
    expect(await names()).not.toContain('a.mp4');
    isFull = false;
    await run();
    expect(await read('a.mp4')).toBe('clip+tags');
    expect(await names()).toEqual(['a.mp4']);
  });
});

describe('deliver of a clip that is small enough for memory', () => {
  const bringSmall = async (part: PartFile) => {
    await part.kept();
    const writer = await part.begin(0, { total: 4 });
    await writer.write([Buffer.from('clip')]);
    await writer.close();
  };
  const small = (changes: Partial<DeliverOptions> = {}) => scene({ download: bringSmall, ...changes });
  const parts = ['a.mp4.part', 'a.mp4.part.json'];

  it('shows its bytes to whoever looks at it, before there is a file', async () => {
    const seen: unknown[] = [];
    const { run, read, names } = await small({
      inspect: async ({ held }) => {
        seen.push(held?.toString(), await names());
        return facts;
      },
    });
    expect(await run()).toMatchObject({ bytes: 4 });
    expect(seen).toEqual(['clip', []]);
    expect(await read('a.mp4')).toBe('clip');
    expect(await names()).toEqual(['a.mp4']);
  });

  it('writes no more than the copy with the metadata', async () => {
    const { run, read, names } = await small({
      addProvenance: async ({ into }) => {
        expect(await names()).toEqual([]);
        await writeFile(into, 'tagged');
        return { embedded: true, sidecar: null };
      },
    });
    await run();
    expect(await read('a.mp4')).toBe('tagged');
    expect(await names()).toEqual(['a.mp4']);
  });

  it('keeps nothing of what is no video', async () => {
    const { run, names } = await small({ inspect: async () => undefined });
    await expect(run()).rejects.toMatchObject({ code: 'download.failed' });
    expect(await names()).toEqual([]);
  });

  it.each<[string, Partial<DeliverOptions>]>([
    ['inspection', { inspect: async () => Promise.reject(new WanError('local.disk', 'unreadable')) }],
    ['label', { addProvenance: () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })) }],
  ])('keeps all of it when the %s fails', async (_, changes) => {
    const { run, read, names } = await small(changes);
    await expect(run()).rejects.toMatchObject({ code: 'local.disk' });
    expect(await names()).toEqual(parts);
    expect(await read('a.mp4.part')).toBe('clip');
  });

  it('keeps all of it when the labelled copy gets no name', async () => {
    const { run, names } = await small({ addProvenance: async () => ({ embedded: true, sidecar: null }) });
    await expect(run()).rejects.toMatchObject({ code: expect.stringMatching(/^local\./) });
    expect(await names()).toEqual(parts);
  });
});
