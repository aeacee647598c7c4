import type { WavespeedSurface } from '../wavespeed-surface.js';
import { apiOrigin, explain, keepRequestId } from './answer.js';

export const submitDeadlineMs = 60_000;
export const lostHint =
  '302.AI keeps no list of tasks: look at https://dash.302.ai, then wan adopt ai302 <task id> --job <id>';

/** WaveSpeed's API passed on. Its uploads, list, prices and balance are not documented here. */
export const wavespeedSurface: WavespeedSurface = {
  provider: 'ai302',
  title: '302.AI',
  base: `${apiOrigin}/ws/api/v3`,
  // Results are stored anew by 302.AI, and how long is not documented.
  lifetimeMs: null,
  submitDeadlineMs,
  lostHint,
  explain,
  keep: (response) => ({ surface: 'wavespeed', ...keepRequestId(response) }),
};
