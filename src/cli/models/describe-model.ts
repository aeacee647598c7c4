import { flagOf } from '../../catalogue/flags.js';
import type { ModelSpec, OptionSpec } from '../../catalogue/model.js';
import { explainPrice } from '../../catalogue/price.js';
import type { ModelSchema, ParameterFact } from '../../providers/model-schema.js';
import type { ModelOption } from '../../providers/request.js';
import type { LiveSchema } from './live-models.js';

/** A model for people: its options and limits by the catalogue, then what its provider says now. */
export function describeModel(spec: ModelSpec, live: LiveSchema | undefined): string {
  const price = explainPrice(spec);
  const options = Object.entries(spec.options) as [ModelOption, OptionSpec][];
  const lines = [
    `${spec.provider} ${spec.endpoint}`,
    `  ${spec.title}`,
    `  names: ${spec.names.join(', ') || '-'}`,
    `  price: ${price.rule}${price.date === null ? '' : ` (${price.date}, ${price.source})`}`,
    ...options.map(
      ([option, facts]) =>
        `  ${flagOf(option)}${spec.required.includes(option) ? ' (required)' : ''}: ${limits(facts)}${facts.wire === null ? '' : ` -> ${facts.wire}`}`,
    ),
    ...Object.entries(spec.extra ?? {}).map(([key, fact]) => `  --set ${key}=<${fact.type}>`),
    `  facts: ${spec.source}, ${spec.date}`,
    ...(live === undefined ? [] : liveLines(spec, live)),
  ];
  return `${lines.join('\n')}\n`;
}

function liveLines(spec: ModelSpec, { schema, readAt, problem }: LiveSchema): string[] {
  if (schema === null || readAt === null) return [`  live schema: not read (${problem}); this is the catalogue`];
  const again = problem === null ? '' : `; it could not be read again: ${problem}`;
  const strange = missingIn(spec, schema);
  return [
    `  live schema, read ${readAt}${again}:`,
    ...Object.entries(schema.parameters).map(([key, fact]) => `    ${parameterText(key, fact, schema)}`),
    ...(strange.length === 0 ? [] : [`  in the catalogue, not in the live schema: ${strange.join(', ')}`]),
  ];
}

/** Wire keys that the catalogue would send and the provider does not name: a sign that the catalogue is out of date. */
function missingIn(spec: ModelSpec, { parameters }: ModelSchema): string[] {
  const wires = Object.values(spec.options).flatMap((facts) => [facts.wire, ...(facts.also ?? [])]);
  const keys = [...wires, ...Object.keys(spec.fixed ?? {})].flatMap((wire) => (wire === null ? [] : [wire]));
  return [...new Set(keys.map((key) => key.split('.')[0] ?? key))].filter((key) => !Object.hasOwn(parameters, key));
}

function parameterText(key: string, fact: ParameterFact, { required }: ModelSchema): string {
  const usual = fact.default === undefined ? '' : ` (default ${JSON.stringify(fact.default)})`;
  return `${key}${required.includes(key) ? ' (required)' : ''}: ${rangeText(fact)}${usual}`;
}

function limits(facts: OptionSpec): string {
  const range = rangeText(facts);
  return facts.default === undefined ? range : `${range} (default ${facts.default})`;
}

function rangeText({
  type,
  values,
  minimum,
  maximum,
}: Pick<ParameterFact, 'values' | 'minimum' | 'maximum'> & { type: string }): string {
  if (values !== undefined)
    return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(', ');
  return minimum !== undefined || maximum !== undefined ? `${type} ${minimum ?? ''}..${maximum ?? ''}` : type;
}
