import type { JsonObject } from '../../src/json.js';
import type { Answer, Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';
import { notFound } from './replicate-answers.js';
import { simulatedModels } from './replicate-catalogue.js';
import type { SimulatedModel } from './replicate-properties.js';

type Named = Readonly<Record<string, string>>;

export function findModel({ owner, name }: Named): SimulatedModel | undefined {
  return simulatedModels.find((model) => model.owner === owner && model.name === name);
}

/** `<64 hex>`, `owner/name:<64 hex>`, or `owner/name` for an official model. */
export function findVersion(reference: string): SimulatedModel | undefined {
  const [path = '', version = path] = reference.split(':');
  const [owner = '', name] = path.split('/');
  if (name === undefined) return simulatedModels.find((model) => model.version === version);
  const model = findModel({ owner, name });
  return version === path ? (model?.official ? model : undefined) : model?.version === version ? model : undefined;
}

/** What the API tells about a model and its versions. */
export function modelRoutes(kit: Kit): readonly Route[] {
  const path = '/v1/models/(?<owner>[^/]+)/(?<name>[^/]+)';
  return [
    route(new RegExp(`^${path}$`), (model) => showModel(model, kit)),
    route(new RegExp(`^${path}/versions$`), (model) => ({
      next: null,
      previous: null,
      results: [showVersion(model, kit)],
    })),
    route(new RegExp(`^${path}/versions/(?<version>[^/]+)$`), (model, { version }) =>
      model.version === version ? showVersion(model, kit) : undefined,
    ),
  ];
}

function route(path: RegExp, show: (model: SimulatedModel, named: Named) => JsonObject | undefined): Route {
  return {
    method: 'GET',
    path,
    operation: 'schema',
    answer: ({ parameters }): Answer => {
      const model = findModel(parameters);
      const json = model && show(model, parameters);
      return json === undefined ? notFound : { status: 200, json };
    },
  };
}

function showModel(model: SimulatedModel, kit: Kit): JsonObject {
  const { owner, name, official } = model;
  return {
    url: `https://replicate.com/${owner}/${name}`,
    owner,
    name,
    description: 'A simulated model',
    visibility: 'public',
    is_official: official,
    run_count: 12345,
    github_url: null,
    license_url: null,
    cover_image_url: null,
    default_example: null,
    latest_version: showVersion(model, kit),
  };
}

function showVersion({ version, input, enums }: SimulatedModel, kit: Kit): JsonObject {
  const output = { type: 'string', title: 'Output', format: 'uri' };
  return {
    id: version,
    created_at: new Date(kit.now()).toISOString(),
    cog_version: '0.16.8',
    openapi_schema: {
      openapi: '3.0.2',
      info: { title: 'Cog', version: '0.1.0' },
      paths: {},
      components: { schemas: { Input: input, Output: output, ...enums } },
    },
  };
}
