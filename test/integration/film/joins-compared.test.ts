import { expect, it } from 'vitest';
import { measureJoins } from '../../bench/seams.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

it('the smooth join has the smallest colour step and the highest PSNR of all joins when colours drift', async () => {
  const rows = await measureJoins(temporaryDirectory(), 'step');
  const table = rows
    .map(({ join, S, step, psnr }) => `${join}: S ${S}, step ${step}, ${psnr?.toFixed(1)} dB`)
    .join('\n');
  const smooth = rows.find(({ join }) => join === 'smooth');
  for (const row of rows.filter(({ join }) => join !== 'smooth')) {
    expect(smooth?.step, table).toBeLessThan(row.step);
    expect(smooth?.S, table).toBeLessThan(row.S);
    if (row.psnr !== null) expect(smooth?.psnr, table).toBeGreaterThan(row.psnr);
  }
});
