import { describe, expect, it } from 'vitest';
import { brokenOff, explainCrash, interrupted } from '../../../src/cli/cut-short.js';
import { WanError } from '../../../src/errors.js';

describe('an error that ended a command', () => {
  it.each([
    new ReferenceError('WebAssembly is not defined'),
    new RangeError('WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance'),
    new RangeError('Array buffer allocation failed'),
    new Error("Cannot find package 'sharp' imported from /wan/dist/chunk.js"),
    new Error("EMFILE: too many open files, open '/wan/dist/chunk.js'"),
  ])('is a local one where Node lacks what it needs: %s', (error) => {
    expect(explainCrash(error)).toMatchObject({ code: 'local.node', exitCode: 7 });
  });

  it('is a bug of ours else, and keeps its code where it has one', () => {
    expect(explainCrash(new TypeError('x is not a function'))).toMatchObject({ code: 'internal.bug', exitCode: 1 });
    const known = new WanError('provider.failed', 'out of memory on the GPU');
    expect(explainCrash(known)).toMatchObject({ code: 'provider.failed', message: 'out of memory on the GPU' });
  });
});

describe('the way on', () => {
  it('is named where a film is not joined, after what else is to be done', () => {
    const output = { run: 'r_1', unjoined: 'film.mp4', jobs: [] };
    expect(interrupted(output, 'SIGTERM').error?.hint).toBe('wan resume r_1');
    expect(brokenOff(output, new Error('boom')).error?.hint).toBe('wan resume r_1');
    expect(brokenOff(output, new RangeError('Array buffer allocation failed')).error?.hint).toBe(
      'raise the limit on memory (ulimit -v), then: wan resume r_1',
    );
  });

  it('is none where nothing is left', () => {
    expect(brokenOff({}, new Error('boom')).error?.hint).toBe(null);
  });
});
