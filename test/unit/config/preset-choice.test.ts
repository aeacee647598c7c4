import { describe, expect, it } from 'vitest';
import { choosePresets } from '../../../src/config/preset-choice.js';

const project = { config: { preset: ['a', 'b'] }, directory: '/p', role: 'project' as const };
const user = { config: { preset: 'c' }, directory: '/u' };
const none = { flags: [], cwd: '/cwd', project: undefined, user: undefined };

describe('choosePresets', () => {
  it('takes those of the flag alone, counted from the working directory', () => {
    expect(choosePresets({ ...none, flags: ['x', './y.json'], project, user })).toEqual([
      { reference: 'x', directory: '/cwd', chooser: 'command' },
      { reference: './y.json', directory: '/cwd', chooser: 'command' },
    ]);
  });

  it("takes the project's else, and remembers that the project chose", () => {
    expect(choosePresets({ ...none, project, user })).toEqual([
      { reference: 'a', directory: '/p', chooser: 'project' },
      { reference: 'b', directory: '/p', chooser: 'project' },
    ]);
  });

  it('trusts a file given by --config like the user', () => {
    const [first] = choosePresets({ ...none, project: { ...project, role: 'given' } });
    expect(first?.chooser).toBe('user');
  });

  it("takes the user's last, and none where nobody names one", () => {
    expect(choosePresets({ ...none, project: { ...project, config: {} }, user })).toEqual([
      { reference: 'c', directory: '/u', chooser: 'user' },
    ]);
    expect(choosePresets(none)).toEqual([]);
  });
});
