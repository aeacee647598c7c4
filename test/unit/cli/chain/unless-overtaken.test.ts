import { expect, it } from 'vitest';
import { unlessOvertaken } from '../../../../src/cli/chain/unless-overtaken.js';
import { WanError } from '../../../../src/errors.js';

/** Fails so many times before it succeeds. */
function overtaken(times: number, code: 'plan.changed' | 'output.conflict' = 'plan.changed') {
  let plans = 0;
  const make = async () => {
    plans += 1;
    if (plans <= times) throw new WanError(code, `plan ${plans}`);
    return plans;
  };
  return { make, plans: () => plans };
}

it('plans once more for each time that somebody else was faster', async () => {
  expect(await unlessOvertaken(overtaken(0).make)).toBe(1);
  expect(await unlessOvertaken(overtaken(3).make)).toBe(4);
});

it('gives up in the end', async () => {
  const always = overtaken(Number.POSITIVE_INFINITY);
  await expect(unlessOvertaken(always.make)).rejects.toThrow('plan 6');
  expect(always.plans()).toBe(6);
});

it('repeats nothing after any other error', async () => {
  const other = overtaken(1, 'output.conflict');
  await expect(unlessOvertaken(other.make)).rejects.toThrow('plan 1');
  expect(other.plans()).toBe(1);
});
