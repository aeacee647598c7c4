import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { addProvenance, digitalSourceType } from '../../../src/media/provenance.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const clip = join(import.meta.dirname, '../../fixtures/clip.mp4');
const origin = { version: '1.2.3', provider: 'local', model: 'animatic', job: 'j_1', seed: 0, mode: 'both' } as const;

function frames(path: string): string {
  return execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'framemd5', '-'], { encoding: 'utf8' });
}

it('puts the tags where ffprobe reads them, and leaves every frame as it was', async () => {
  const into = join(temporaryDirectory(), 'tagged.mp4');
  const result = await addProvenance({ from: clip, into }, origin);
  expect(result).toMatchObject({ embedded: true, warning: undefined });
  const probed = execFileSync('ffprobe', ['-v', 'error', '-show_format', '-of', 'json', into], { encoding: 'utf8' });
  expect(JSON.parse(probed).format.tags).toMatchObject({
    tool: 'wan 1.2.3',
    provider: 'local',
    model: 'animatic',
    job: 'j_1',
    seed: '0',
    digital_source_type: digitalSourceType,
  });
  expect(frames(into)).toBe(frames(clip));
  expect(JSON.parse(result.sidecar ?? '')).toMatchObject({ tool: 'wan', job: 'j_1', digitalSourceType });
});

it('gives the same bytes for the same clip a second later', async () => {
  const directory = temporaryDirectory();
  const tag = async (name: string) => {
    await addProvenance({ from: clip, into: join(directory, name) }, origin);
    return readFileSync(join(directory, name));
  };
  const first = await tag('a.mp4');
  await delay(1_100);
  expect(await tag('b.mp4')).toEqual(first);
});
