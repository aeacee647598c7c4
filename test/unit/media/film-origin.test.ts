import { describe, expect, it } from 'vitest';
import { mergeOrigins } from '../../../src/media/film-origin.js';
import { digitalSourceType } from '../../../src/media/provenance.js';

const clip = (job: string) => ({ provider: 'fal', job, digital_source_type: digitalSourceType });

describe('the origin of several clips', () => {
  it('is nothing where none is marked', () => {
    expect(mergeOrigins([undefined, undefined])).toBeUndefined();
    expect(mergeOrigins([])).toBeUndefined();
  });

  it('names what they share once, and lists where they differ', () => {
    expect(mergeOrigins([clip('a'), clip('b'), clip('a')])).toEqual({
      ...{ provider: 'fal', job: 'a; b', digital_source_type: digitalSourceType },
    });
  });

  it('is a composite where one of them is not marked, or was one itself', () => {
    const composite = mergeOrigins([clip('a'), undefined]);
    expect(composite).toMatchObject({ job: 'a', digital_source_type: expect.stringMatching(/\/compositeWith/) });
    expect(mergeOrigins([clip('a'), composite])?.digital_source_type).toMatch(/\/compositeWith/);
  });

  it('keeps a limit', () => {
    const many = Array.from({ length: 400 }, (_, index) => clip(`job_${index}`));
    expect(mergeOrigins(many)?.job?.length).toBe(1000);
  });
});
