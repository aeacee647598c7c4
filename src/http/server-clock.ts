import type { HttpResponse } from './client.js';

/** The service's own time in epoch ms, to the second; undefined when the answer carries none. */
export function serverTime({ headers }: Pick<HttpResponse, 'headers'>): number | undefined {
  const date = headers.date;
  const at = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) ? undefined : at;
}

/** How far the service's clock is ahead of ours, ms; 0 when the answer carries no date. */
export function clockSkew(response: Pick<HttpResponse, 'headers'>, now: number): number {
  return (serverTime(response) ?? now) - now;
}
