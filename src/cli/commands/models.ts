import type { Command } from 'commander';
import { allModels, lookUpModel, unknownModel } from '../../catalogue/catalogue.js';
import { flagOf } from '../../catalogue/flags.js';
import type { ModelSpec, OptionSpec } from '../../catalogue/model.js';
import { explainPrice } from '../../catalogue/price.js';
import { didYouMean } from '../../closest.js';
import { WanError } from '../../errors.js';
import { type ModelOption, type ProviderId, providerIds } from '../../providers/request.js';
import { renderTable } from '../../ui/table.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { toProviderId } from '../provider-id.js';
import { type CommandContext, type CommandOutput, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { tableWidth } from '../table-width.js';

interface ModelsFlags extends CommonFlags {
  readonly provider?: string;
}

export function define(command: Command, context: CommandContext): void {
  command
    .argument('[action]', 'show')
    .argument('[id]', 'a portable name, an endpoint, or <provider>:<id>')
    .addHelpText('before', 'Examples:\n  wan models --provider fal\n  wan models show wan-2.2-turbo\n')
    .option('--provider <id>', 'only those of this provider');
  addCommonOptions(command).action(async (action: string | undefined, id: string | undefined, flags: ModelsFlags) => {
    await runCommand(context, { name: 'models', flags }, async (session) => {
      if (action === undefined)
        return listed(session, flags.provider === undefined ? undefined : toProviderId(flags.provider));
      if (action !== 'show' || id === undefined) {
        throw new WanError('usage.invalid', `wan models ${action}: not understood`, { hint: 'wan models show <id>' });
      }
      return shown(id, flags.provider === undefined ? undefined : toProviderId(flags.provider));
    });
  });
}

function listed(session: Session, provider: ProviderId | undefined): CommandOutput {
  const models = allModels.filter((spec) => provider === undefined || spec.provider === provider);
  const text = renderTable({
    columns: ['provider', 'names', 'endpoint', 'price', 'as of'].map((title) => ({
      title,
      shrinks: title === 'price',
    })),
    rows: models.map((spec) => {
      const price = explainPrice(spec);
      return [
        spec.provider,
        spec.provider === 'local' ? 'all portable names' : spec.names.join(' '),
        spec.endpoint,
        price.rule,
        price.date ?? spec.date,
      ];
    }),
    width: tableWidth(session),
  });
  return { data: models.map((spec) => ({ ...spec, priceText: explainPrice(spec).rule })), text };
}

function shown(id: string, provider: ProviderId | undefined): CommandOutput {
  const found = find(id, provider);
  return { data: found, text: found.map(describe).join('\n') };
}

/** Every endpoint that a name means: one, or one on each provider. */
function find(id: string, provider: ProviderId | undefined): ModelSpec[] {
  const [prefix, ...rest] = id.split(':');
  const named = providerIds.find((known) => known === prefix);
  if (named !== undefined && rest.length > 0) return findOn(named, rest.join(':'));
  if (provider !== undefined) return findOn(provider, id);
  const name = id.toLowerCase();
  const found = allModels.filter((spec) => spec.endpoint === id || spec.names.includes(name));
  if (found.length > 0) return found;
  const names = allModels.flatMap((spec) => [...spec.names, spec.endpoint]);
  throw new WanError('request.unknown-model', `no provider has a model "${id}"${didYouMean(id, names)}`, {
    hint: 'wan models',
  });
}

function findOn(provider: ProviderId, id: string): ModelSpec[] {
  const spec = lookUpModel(provider, id);
  if (spec === undefined) throw unknownModel(provider, id);
  return [spec];
}

function describe(spec: ModelSpec): string {
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
  ];
  return `${lines.join('\n')}\n`;
}

function limits({ type, values, minimum, maximum, default: usual }: OptionSpec): string {
  const range =
    values !== undefined
      ? values.join(', ')
      : minimum !== undefined || maximum !== undefined
        ? `${type} ${minimum ?? ''}..${maximum ?? ''}`
        : type;
  return usual === undefined ? range : `${range} (default ${usual})`;
}
