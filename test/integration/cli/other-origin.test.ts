import { expect, it, onTestFinished } from 'vitest';
import { falKey, startFal } from '../../simulators/fal.js';
import { createDesk } from '../../support/run-main.js';
import { openStudio } from './studio.js';

const clip = ['generate', 'hero.png', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '--json'];

it('a picture is uploaded again for the same key at another base URL, whose service has files of its own', async () => {
  const studio = await openStudio();
  expect((await studio.generate()).exitCode).toBe(0);
  const other = await startFal({ now: studio.clock.now });
  onTestFinished(() => other.close());
  const moved = createDesk({
    cwd: studio.cwd,
    stateDirectory: studio.state,
    clock: studio.clock,
    env: { FAL_KEY: falKey, WAN_FAL_BASE_URL: other.url },
  });
  expect((await moved.run(...clip, '-p', 'the lamp goes out')).exitCode).toBe(0);
  expect(other.jobs.last().input.image_url).toContain(other.media.url);
  expect((await moved.run(...clip, '-p', 'the lamp is lit again')).exitCode).toBe(0);
  expect(other.requests.filter(({ path }) => path.includes('/storage/upload/'))).toHaveLength(1);
});
