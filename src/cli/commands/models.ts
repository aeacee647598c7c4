import type { Command } from 'commander';
import { allModels, lookUpModel } from '../../catalogue/catalogue.js';
import type { ModelSpec } from '../../catalogue/model.js';
import { explainPrice } from '../../catalogue/price.js';
import { didYouMean } from '../../closest.js';
import { WanError } from '../../errors.js';
import { type ProviderId, providerIds } from '../../providers/request.js';
import { renderTable } from '../../ui/table.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { describeModel } from '../models/describe-model.js';
import type { LiveModels, LiveOptions, LiveSchema } from '../models/live-models.js';
import { toProviderId } from '../request/provider-id.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { tableWidth } from '../table-width.js';

interface ModelsFlags extends CommonFlags {
  readonly provider?: string;
  readonly refresh?: true;
}

interface ModelsChoice {
  readonly provider: ProviderId | undefined;
  readonly refresh: boolean;
}

export function define(command: Command, context: CommandContext): void {
  command
    .argument('[action]', 'show')
    .argument('[id]', 'a portable name, an endpoint, or <provider>:<id>')
    .addHelpText(
      'before',
      'Examples:\n  wan models --provider fal\n  wan models show wan-2.2-turbo\n  wan models show fal:wan-2.2-turbo --refresh\n',
    )
    .option('--provider <id>', 'only those of this provider')
    .option('--refresh', 'read the live schemas again, past the copies kept for a day');
  addCommonOptions(command).action(async (action: string | undefined, id: string | undefined, flags: ModelsFlags) => {
    await runCommand(context, { name: 'models', flags }, async (session) => {
      const provider = flags.provider === undefined ? undefined : toProviderId(flags.provider);
      const choice = { provider, refresh: flags.refresh === true };
      if (action === undefined) return listed(session, choice);
      if (action !== 'show' || id === undefined) {
        throw new WanError('usage.invalid', `wan models ${action}: not understood`, { hint: 'wan models show <id>' });
      }
      return shown(session, id, choice);
    });
  });
}

async function listed(session: Session, { provider, refresh }: ModelsChoice): Promise<CommandOutput> {
  const models = allModels.filter((spec) => provider === undefined || spec.provider === provider);
  const live = refresh ? await refreshed(session, models) : undefined;
  const columns = ['provider', 'names', 'endpoint', 'price', 'as of', ...(refresh ? ['live schema'] : [])];
  const text = renderTable({
    columns: columns.map((title) => ({ title, shrinks: title === 'price' || title === 'live schema' })),
    rows: models.map((spec) => {
      const price = explainPrice(spec);
      return [
        spec.provider,
        spec.provider === 'local' ? 'all portable names' : spec.names.join(' '),
        spec.endpoint,
        price.rule,
        price.date ?? spec.date,
        ...(live === undefined ? [] : [liveText(live.get(spec))]),
      ];
    }),
    width: tableWidth(session),
  });
  const data = models.map((spec) => ({
    ...spec,
    priceText: explainPrice(spec).rule,
    ...(live === undefined ? {} : { live: live.get(spec) ?? null }),
  }));
  return { data, text };
}

/** The catalogue alone answers at once: what speaks to providers is loaded where it is asked for. */
async function askProviders(session: Session, options: LiveOptions): Promise<LiveModels> {
  const { openLiveModels } = await import('../models/live-models.js');
  return openLiveModels(session, options);
}

/** One question at a time to each provider, all providers at once. */
async function refreshed(session: Session, models: readonly ModelSpec[]): Promise<Map<ModelSpec, LiveSchema>> {
  const providers = [...new Set(models.map((spec) => spec.provider))];
  const live = await askProviders(session, { providers, refresh: true });
  const found = new Map<ModelSpec, LiveSchema>();
  const readAll = async (own: readonly ModelSpec[]) => {
    for (const spec of own) found.set(spec, await live.of(spec));
  };
  await Promise.all(providers.map((id) => readAll(models.filter((spec) => spec.provider === id))));
  return found;
}

function liveText(live: LiveSchema | undefined): string {
  if (live === undefined) return '-';
  if (live.readAt === null) return `not read: ${live.problem}`;
  return live.problem === null ? `read ${live.readAt}` : `kept of ${live.readAt}: ${live.problem}`;
}

/** A name on every provider is answered by the catalogue; one of a provider's also by the provider. */
async function shown(session: Session, id: string, { provider, refresh }: ModelsChoice): Promise<CommandOutput> {
  const [prefix, ...rest] = id.split(':');
  const named = providerIds.find((known) => known === prefix && rest.length > 0);
  const only = named ?? provider;
  const specs = only === undefined ? findEverywhere(id) : [];
  const providers = only === undefined ? [...new Set(specs.map((spec) => spec.provider))] : [only];
  const live = only !== undefined || refresh ? await askProviders(session, { providers, refresh }) : undefined;
  const found: Shown[] = [];
  for (const spec of specs) found.push({ spec, live: await live?.of(spec) });
  if (only !== undefined && live !== undefined)
    found.push(await findOn(only, named === undefined ? id : rest.join(':'), live));
  return {
    data: found.map(({ spec, live: told }) => ({ ...spec, ...(told === undefined ? {} : { live: told }) })),
    text: found.map(({ spec, live: told }) => describeModel(spec, told)).join('\n'),
  };
}

interface Shown {
  readonly spec: ModelSpec;
  readonly live: LiveSchema | undefined;
}

async function findOn(provider: ProviderId, id: string, live: LiveModels): Promise<Shown> {
  const spec = lookUpModel(provider, id);
  return spec === undefined ? live.find(provider, id) : { spec, live: await live.of(spec) };
}

/** Every endpoint that a name means: one, or one on each provider. */
function findEverywhere(id: string): ModelSpec[] {
  const name = id.toLowerCase();
  const found = allModels.filter((spec) => spec.endpoint === id || spec.names.includes(name));
  if (found.length > 0) return found;
  const names = allModels.flatMap((spec) => [...spec.names, spec.endpoint]);
  throw new WanError('request.unknown-model', `no provider has a model "${id}"${didYouMean(id, names)}`, {
    hint: 'wan models',
  });
}
