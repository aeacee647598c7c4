import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRegistry } from '../../src/providers/registry.js';
import { describeProvider } from './describe-provider.js';
import { createFaultCells, faultBlock } from './fault-cells.js';
import { providerBenches } from './provider-benches.js';

it('covers every remote provider of the registry', () => {
  const unused = () => Promise.reject(new Error('never called'));
  const renderer = { accept: unused, status: unused, cancel: unused, list: unused };
  const ids = [...createRegistry({ renderer: renderer as never }).keys()].filter((id) => id !== 'local');
  expect(providerBenches.map(({ id }) => id)).toEqual(ids);
});

// The last of them reads what the others came to.
describe('each fault at each provider', { shuffle: false }, () => {
  const cells = createFaultCells(providerBenches.map(({ id }) => id));
  for (const bench of providerBenches) describeProvider(bench, cells);

  it('led to what the README shows (npm run proof:faults writes it)', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(faultBlock(readme)).toBe(cells.table());
  });
});
