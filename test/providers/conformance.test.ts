import { expect, it } from 'vitest';
import { createRegistry } from '../../src/providers/registry.js';
import { falKey, startFal } from '../simulators/fal.js';
import { replicateToken, startReplicate } from '../simulators/replicate.js';
import { describeProvider, type ProviderBench } from './describe-provider.js';

/** One bench for every remote provider of the registry. */
const benches: readonly ProviderBench[] = [
  {
    id: 'fal',
    start: startFal,
    key: { FAL_KEY: falKey },
    wrongKey: { FAL_KEY: 'nobody:nothing' },
    otherKey: { FAL_KEY: 'somebody:else' },
    model: 'wan-2.2-turbo',
    reconciles: true,
  },
  {
    id: 'replicate',
    start: startReplicate,
    key: { REPLICATE_API_TOKEN: replicateToken },
    wrongKey: { REPLICATE_API_TOKEN: 'nobody' },
    otherKey: { REPLICATE_API_TOKEN: 'r8_somebody' },
    model: 'wan-2.2-turbo',
    reconciles: true,
  },
];

it('covers every remote provider of the registry', () => {
  const unused = () => Promise.reject(new Error('never called'));
  const renderer = { accept: unused, status: unused, cancel: unused, list: unused };
  const ids = [...createRegistry({ renderer: renderer as never }).keys()].filter((id) => id !== 'local');
  expect(benches.map(({ id }) => id)).toEqual(ids);
});

for (const bench of benches) describeProvider(bench);
