import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { heapFlag, spareMemory } from '../../../../src/cli/plan/spare-memory.js';

const node = (flag: string) => spawnSync(process.execPath, [flag, '-e', '0'], { encoding: 'utf8' });

describe('the setting that spares memory', () => {
  it('is one that this Node knows: of another, V8 complains on stderr', () => {
    expect([node(heapFlag).status, node(heapFlag).stderr]).toEqual([0, '']);
    expect(node('--heap-growing-nothing=60').status).not.toBe(0);
  });

  it('may be given while the program runs, more than once', () => {
    expect(spareMemory).not.toThrow();
    expect(spareMemory).not.toThrow();
  });
});
