import { describe, expect, it } from 'vitest';
import { clockSkew, serverTime } from '../../../src/http/server-clock.js';

describe("the service's clock", () => {
  const noon = Date.UTC(2026, 10, 3, 12, 0, 0);

  it('is its Date header', () => {
    const response = { headers: { date: 'Tue, 03 Nov 2026 12:00:00 GMT' } };
    expect(serverTime(response)).toBe(noon);
    expect(clockSkew(response, noon - 90_000)).toBe(90_000);
    expect(clockSkew(response, noon + 90_000)).toBe(-90_000);
  });

  it.each([{}, { date: 'yesterday' }])('is unknown without a date that can be read (%j)', (headers) => {
    expect(serverTime({ headers })).toBeUndefined();
    expect(clockSkew({ headers }, noon)).toBe(0);
  });
});
