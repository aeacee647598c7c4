import { z } from 'zod';
import type { JsonObject } from '../json.js';
import { configSchema, presetSchema } from './schema.js';

/** JSON Schema of the config file, as published in `presets/schema/config.schema.json`. */
export function configJsonSchema(): JsonObject {
  return publish(configSchema, {
    id: 'urn:wan-cli:config.schema.json',
    title: 'wan config',
    description: 'Settings of wan: .wanrc.json in a project, config.json in the config directory. No secrets.',
  });
}

/** JSON Schema of a preset, as published in `presets/schema/preset.schema.json`. */
export function presetJsonSchema(): JsonObject {
  return publish(presetSchema, {
    id: 'urn:wan-cli:preset.schema.json',
    title: 'wan preset',
    description: 'Portable request fields under a name. Safe to commit.',
  });
}

interface Heading {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

function publish(schema: z.ZodType, { id, title, description }: Heading): JsonObject {
  const generated = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  const { $schema, ...rest } = z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(generated)));
  return { $schema: $schema ?? '', $id: id, title, description, ...rest };
}
