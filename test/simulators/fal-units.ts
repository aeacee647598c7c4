import type { JsonObject } from '../../src/json.js';

/** Billing units of one request. */
export type Units = (input: JsonObject) => number;

/** What a unit counts for in a cheaper tier: an endpoint has one price, which is that of its dearest tier here. */
type Tiers = Readonly<Record<string, number>>;

export const openTiers: Tiers = { '480p': 0.5, '580p': 0.75 };
export const proxiedTiers: Tiers = { '480p': 1 / 3, '720p': 2 / 3 };
export const frameSeconds: Units = ({ num_frames: frames = 81 }) => Number(frames) / 16;
export const askedSeconds: Units = ({ duration = 5 }) => Number(duration);

export function tiered(units: Units, tiers: Tiers): Units {
  return (input) => Number((units(input) * (tiers[String(input.resolution)] ?? 1)).toFixed(6));
}

/** A video of 81 frames at 720p is a unit; more frames are 1.25, and 480p is half as many. */
export const wan21Units: Units = ({ num_frames: frames = 81, resolution }) =>
  (Number(frames) > 81 ? 1.25 : 1) * (resolution === '480p' ? 0.5 : 1);
