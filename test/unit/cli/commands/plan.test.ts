import { describe, expect, it } from 'vitest';
import { takePlanFile } from '../../../../src/cli/commands/plan.js';

describe('takePlanFile', () => {
  const spellings = [['-o', 'plan.json'], ['-oplan.json'], ['-o=plan.json']];
  it.each(spellings)('takes %s %s out and leaves the rest to the command', (...words) => {
    const line = ['hero.png', ...words, '--output', '{id}.mp4'];
    expect(takePlanFile(line)).toBe('plan.json');
    expect(line).toEqual(['hero.png', '--output', '{id}.mp4']);
  });

  it('takes the last of several, and leaves names alone', () => {
    const line = ['-o', 'draft.json', 'hero.png', '-oplan.json', '--', '-odd.png'];
    expect(takePlanFile(line)).toBe('plan.json');
    expect(line).toEqual(['hero.png', '--', '-odd.png']);
  });

  it.each([
    [[]],
    [['-o']],
    [['-o', 'plan.json', '-o']],
    [['-o', '-o', 'plan.json']],
    [['-o', '--json']],
    [['--output', 'clip.mp4']],
  ])('refuses %j', (words) => {
    expect(() => takePlanFile([...words])).toThrow('the file of the plan is missing');
  });
});
