import { describe, expect, it } from 'vitest';
import { judge, namesIn, neededEncoders, neededFilters } from '../../../../src/cli/doctor/check-ffmpeg.js';

const build = (without: string) => ({
  path: '/usr/bin/ffmpeg',
  version: 'ffmpeg version 7.1 Copyright (c) the developers\nbuilt with gcc',
  encoders: new Set(neededEncoders.filter((name) => name !== without)),
  filters: new Set(neededFilters.filter((name) => name !== without)),
});

describe('a build of ffmpeg', () => {
  it('is fit when it has all that is used', () => {
    expect(judge(build('nothing'))).toMatchObject({ status: 'ok', detail: '7.1 at /usr/bin/ffmpeg' });
  });

  it.each([
    ['libx264', 'encoder libx264'],
    ['xfade', 'filter xfade'],
  ])('is not fit without %s, which is named', (without, words) => {
    expect(judge(build(without))).toMatchObject({
      status: 'problem',
      code: 'local.ffmpeg-missing',
      detail: `/usr/bin/ffmpeg was built without ${words}`,
    });
  });
});

describe('a listing of ffmpeg', () => {
  it('gives the names in it, whatever flags stand before them', () => {
    const listing =
      'Encoders:\n V..... = Video\n ------\n V....D libx264              H.264 (codec h264)\n A....D aac   AAC\n';
    expect([...namesIn(listing)]).toEqual(expect.arrayContaining(['libx264', 'aac']));
    expect(namesIn(listing).has('H.264')).toBe(false);
  });
});
