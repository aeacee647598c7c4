import { describe, expect, it } from 'vitest';
import type { AskedPlace } from '../../../../src/cli/request/asked.js';
import { type Drawing, drawerOf } from '../../../../src/cli/request/draw-seed.js';

const place: AskedPlace = {
  row: 1,
  identity: 'id:a',
  columns: {},
  output: undefined,
  isNamed: true,
  shot: null,
  chained: {},
  drawSeed: ({ prompt }, take, limit) => (prompt?.length ?? 0) * 10 + take + limit,
};

const drawn = (drawing: Partial<Drawing>, random = 0) => {
  const session = { runtime: { random: () => random } };
  return drawerOf(session, { asked: { count: 2, place }, fields: { prompt: 'four' }, limit: 1000, ...drawing });
};

describe('the seeds of a request', () => {
  it('are what its row draws for each take', () => {
    const seedOf = drawn({});
    expect([seedOf(0), seedOf(1), seedOf(0)]).toEqual([1040, 1041, 1040]);
  });

  it('are drawn once, however often the request is planned', () => {
    let asked = 0;
    const counted = { ...place, drawSeed: () => asked++ };
    const seedOf = drawn({ asked: { count: 2, place: counted } });
    for (let time = 0; time < 3; time += 1) expect([seedOf(0), seedOf(1)]).toEqual([0, 1]);
    expect(asked).toBe(2);
  });

  it('are random where no row draws them', () => {
    const { drawSeed: _none, ...silent } = place;
    for (const asked of [{ count: 1 }, { count: 1, place: silent }]) {
      expect(drawn({ asked }, 0.5)(0)).toBe(1_073_741_823);
    }
  });

  it.each([
    ['the user names one', { fields: { seed: 0 } }],
    ['the model takes none', { limit: null }],
  ])('are not drawn where %s', (_, drawing) => {
    const never = { ...place, drawSeed: () => expect.unreachable('nobody needs it') };
    expect(() => drawn({ asked: { count: 2, place: never }, ...drawing })).not.toThrow();
  });
});
