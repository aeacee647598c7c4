import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeProvider } from '../providers/describe-provider.js';
import { createFaultCells, faultBlock, withFaultBlock } from '../providers/fault-cells.js';
import { providerBenches } from '../providers/provider-benches.js';

const cells = createFaultCells(providerBenches.map(({ id }) => id));
for (const bench of providerBenches) describeProvider(bench, cells);

it('prints what each fault led to, and keeps it in the README', () => {
  const file = new URL('../../README.md', import.meta.url);
  const readme = readFileSync(file, 'utf8');
  process.stdout.write(`\nbillable submits / exit code of generate → of resume\n${cells.table()}\n`);
  writeFileSync(file, withFaultBlock(readme, cells.table()));
  expect(faultBlock(readFileSync(file, 'utf8'))).toBe(cells.table());
});
