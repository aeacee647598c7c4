import type { JsonObject, JsonValue } from '../../src/json.js';

export interface SimulatedModel {
  readonly id: string;
  readonly puterId: string;
  readonly aliases: readonly string[];
  readonly provider: string;
  readonly usd: number;
  readonly durationSeconds?: readonly number[];
}

const together = 'together-video-generation';

export const models: readonly SimulatedModel[] = [
  wan('wan2.2-i2v-a14b', 0.31),
  wan('wan2.2-t2v-a14b', 0.66),
  wan('wan2.7-t2v', 0.1),
  {
    id: 'veo-3.1-lite',
    puterId: 'veo-3.1-lite',
    aliases: [],
    provider: 'gemini-video-generation',
    usd: 0.4,
    durationSeconds: [4, 6, 8],
  },
];

const defaultModel = 'veo-3.1-lite';

/** By id, puterId or alias, in any case. */
export function findModel(name: JsonValue | undefined): SimulatedModel | undefined {
  const wanted = String(name ?? defaultModel).toLowerCase();
  return models.find(({ id, puterId, aliases }) => [id, puterId, ...aliases].includes(wanted));
}

/** An entry of the public list. */
export function detailsOf({ usd, durationSeconds, ...model }: SimulatedModel): JsonObject {
  return { ...model, costs: { video: usd }, ...(durationSeconds === undefined ? {} : { durationSeconds }) };
}

function wan(name: string, usd: number): SimulatedModel {
  return { id: `wan-ai/${name}`, puterId: `togetherai:wan-ai/${name}`, aliases: [name], provider: together, usd };
}
