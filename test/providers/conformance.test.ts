import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
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

const cells = createFaultCells(providerBenches.map(({ id }) => id));
for (const bench of providerBenches) describeProvider(bench, cells);

it('led to what the README shows of each fault at each provider (npm run proof:faults writes it)', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(faultBlock(readme)).toBe(cells.table());
});
