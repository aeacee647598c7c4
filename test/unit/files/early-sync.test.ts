import { expect, it } from 'vitest';
import { syncEarly } from '../../../src/files/early-sync.js';

const mebibyte = 2 ** 20;

/** A file whose syncs end when they are told to. */
function scriptedFile() {
  const syncs: { readonly end: () => void; readonly fail: (error: Error) => void }[] = [];
  return {
    syncs,
    datasync: () => new Promise<void>((end, fail) => syncs.push({ end, fail })),
  };
}

it('syncs a large file every 16 MiB, one sync at a time, and a small one not at all', async () => {
  const file = scriptedFile();
  const early = syncEarly(file);
  early.wrote(15 * mebibyte);
  expect(file.syncs).toHaveLength(0);
  early.wrote(mebibyte);
  early.wrote(100 * mebibyte);
  expect(file.syncs).toHaveLength(1);
  file.syncs[0]?.end();
  await early.settled();
  early.wrote(1);
  expect(file.syncs).toHaveLength(2);
});

it('waits at the end for the sync that is under way', async () => {
  const file = scriptedFile();
  const early = syncEarly(file);
  early.wrote(16 * mebibyte);
  const order: string[] = [];
  const settled = early.settled().then(() => order.push('settled'));
  order.push('synced');
  file.syncs[0]?.end();
  await settled;
  expect(order).toEqual(['synced', 'settled']);
});

it('tells of a sync that failed, however late it is asked', async () => {
  const file = scriptedFile();
  const early = syncEarly(file);
  early.wrote(16 * mebibyte);
  file.syncs[0]?.fail(new Error('the disk is broken'));
  await expect(early.settled()).rejects.toThrow('the disk is broken');
  early.wrote(16 * mebibyte);
  file.syncs[1]?.end();
  await expect(early.settled()).rejects.toThrow('the disk is broken');
});
