import { describe, expect, it } from 'vitest';
import { commandTable } from '../../../../src/cli/command-table.js';
import { makeOutline } from '../../../../src/cli/completion/make-outline.js';
import { operands } from '../../../../src/cli/completion/value-kinds.js';

describe('the outline of the program', () => {
  it('holds every command with the flags that commander knows, as data', async () => {
    const outline = await makeOutline();
    expect(Object.keys(outline.flags)).toEqual(commandTable.map(({ name }) => name));
    expect(JSON.parse(JSON.stringify(outline))).toEqual(outline);
    const flags = outline.flags.generate ?? [];
    expect(flags.find(({ long }) => long === '--provider')).toMatchObject({ takesValue: true, value: 'provider' });
    expect(flags.find(({ long }) => long === '--image')).toMatchObject({
      short: '-i',
      takesValue: true,
      value: 'file',
    });
    expect(flags.find(({ long }) => long === '--json')).toMatchObject({ takesValue: false });
    expect(outline.flags.spend?.find(({ long }) => long === '--by')?.value).toEqual([
      'day',
      'provider',
      'model',
      'run',
    ]);
  });

  it('leaves out what is hidden from the help', async () => {
    const { flags } = await makeOutline();
    expect(flags.completion?.map(({ long }) => long)).not.toContain('--complete');
    expect(flags.completion?.map(({ long }) => long)).toContain('--help');
  });

  it('has a word on the operands of every command', () => {
    expect(Object.keys(operands).sort()).toEqual(commandTable.map(({ name }) => name).sort());
  });
});
