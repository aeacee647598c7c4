import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { allModels } from '../../src/catalogue/catalogue.js';
import { recoveryTopic } from '../../src/cli/help/recovery-topic.js';
import { configSchema } from '../../src/config/schema.js';
import { limitsFor } from '../../src/jobs/pace.js';
import { createRegistry } from '../../src/providers/registry.js';
import { requestSchema } from '../../src/providers/request.js';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const readme = read('README.md');

const sourceFiles = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
);

const unused = () => Promise.reject(new Error('never called'));
const registry = createRegistry({ renderer: { accept: unused, status: unused, cancel: unused, list: unused } });
const providers = [...registry.values()].map(({ provider }) => provider);

/** A table as it must stand in the README. */
function tableOf(names: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [names, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [lines[0], `|${'---|'.repeat(names.length)}`, ...lines.slice(1)].join('\n');
}

/** First cells of the table that begins with this header cell. */
function firstColumn(header: string): string[] {
  const [, after = ''] = readme.split(`| ${header} |`);
  const [, , ...rows] = after.split('\n');
  const end = rows.findIndex((row) => !row.startsWith('|'));
  return rows.slice(0, end).map((row) => row.split('|')[1]?.trim() ?? '');
}

/** What stands in backticks in a text. */
const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

describe('the README', () => {
  it('shows what each provider can do, as the facts have it', () => {
    const rows = providers.map((provider) => {
      const models = allModels.filter((spec) => spec.provider === provider.id && spec.ignored === undefined);
      const takes = (...options: string[]) => models.some((spec) => options.some((option) => option in spec.options));
      const marks = [
        true,
        provider.upload !== undefined || provider.facts.takes.includes('path'),
        provider.cancel !== undefined,
        provider.findSubmitted !== undefined,
        provider.facts.webhook,
        provider.quote !== undefined,
        provider.schema !== undefined,
        takes('loras', 'lorasHigh', 'lorasLow'),
        takes('endImage') || provider.id === 'local',
      ];
      return [provider.id, ...marks.map((mark) => (mark ? 'yes' : '-'))];
    });
    const features = ['submit', 'upload', 'cancel', 'reconcile', 'webhook', 'quote', 'schema', 'LoRA', 'end frame'];
    expect(readme).toContain(tableOf(['provider', ...features], rows));
  });

  it('shows the limits that hold for each provider', () => {
    const rows = providers.map(({ id, facts }) => {
      const { concurrency, rate } = limitsFor(facts);
      return [id, concurrency, rate === null ? '-' : (rate.count * 60_000) / rate.perMs];
    });
    expect(readme).toContain(tableOf(['provider', 'clips at once', 'submits a minute'], rows));
  });

  it('names the key variables of each provider', () => {
    const [, after = ''] = readme.split('| provider | key variable |');
    const rows = after.split('\n').slice(2, 2 + providers.length);
    const documented = rows.map((row) => quoted(row).filter((word) => !/^COMFYUI_URL$|^http/.test(word)));
    expect(documented).toEqual(providers.map(({ facts }) => facts.keyVariables.flat()));
  });

  it('has a row for each state of a job', () => {
    const last = recoveryTopic().at(-1);
    const states = last?.kind === 'terms' ? last.terms.map(([state]) => state) : [];
    expect(states).toHaveLength(10);
    expect(firstColumn('state').flatMap(quoted)).toEqual(states);
  });

  it('has a row for each key of a config file', () => {
    const keys = Object.keys(configSchema.shape).filter((key) => key !== '$schema');
    expect(firstColumn('config key').flatMap(quoted)).toEqual(keys);
  });

  it('names every environment variable that is read, and none that is not', () => {
    const sources = sourceFiles.map((path) => read(`src/${path}`)).join('\n');
    const used = new Set([...sources.matchAll(/\benv\.([A-Z][A-Z0-9_]+)/g)].map(([, name = '']) => name));
    const documented = firstColumn('variable').flatMap(quoted);
    const missing = [...used].filter((name) => !documented.includes(name) && !ofTheSystem.test(name));
    expect(missing).toEqual([]);
    const spelt = (name: string) => sources.includes(name) || name === 'WAN_<PROVIDER>_BASE_URL';
    expect(documented.filter((name) => !spelt(name) && !ofNode.includes(name))).toEqual([]);
  });

  it('has a row for each package that is installed with the program', () => {
    const { dependencies } = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    expect(firstColumn('package').flatMap(quoted)).toEqual(Object.keys(dependencies));
  });

  it('draws every folder and file of the source in its map', () => {
    const [, map = ''] = /^## The code\n\n```\n([\s\S]*?)^```$/m.exec(readme) ?? [];
    const names = readdirSync(new URL('src/', root), { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? `${entry.name}/` : entry.name,
    );
    expect(names.filter((name) => !map.includes(name))).toEqual([]);
    const files = [...readme.matchAll(/`((?:batch|cli|film|jobs|providers)\/[\w/-]+\.ts)`/g)].map(
      ([, path = '']) => path,
    );
    expect(files.filter((path) => !sourceFiles.includes(path))).toEqual([]);
  });

  it('shows a storyboard, a manifest and a config with fields that exist', () => {
    const [, columns = ''] = /```csv\n(.+)\n/.exec(readme) ?? [];
    const fields = [...Object.keys(requestSchema.shape), 'id'];
    expect(columns.split(',').filter((column) => !fields.includes(column))).toEqual([]);
    expect(configSchema.safeParse(JSON.parse(read('.wanrc.example.json'))).error).toBeUndefined();
  });

  it('shows a workflow that uses the action as it is, pinned as ours', () => {
    const [, text = ''] = /```yaml\n(name: clips\n[\s\S]*?)```/.exec(readme) ?? [];
    const { inputs, outputs } = actionShape.parse(parse(read('.github/actions/render/action.yml')));
    const steps = workflowShape.parse(parse(text)).jobs.render.steps;
    const step = steps.find(({ uses }) => uses === './.github/actions/render');
    const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true);
    const given = Object.keys(step?.with ?? {});
    expect(given.filter((name) => !(name in inputs))).toEqual([]);
    expect(required.filter((name) => !given.includes(name))).toEqual([]);
    expect([...Object.keys(inputs), ...Object.keys(outputs)].filter((name) => !readme.includes(`\`${name}\``))).toEqual(
      [],
    );
    for (const { uses } of steps) expect(read('.github/workflows/render.yml')).toContain(`uses: ${uses}`);
  });
});

const actionShape = z.object({
  inputs: z.record(z.string(), z.object({ required: z.boolean().optional() })),
  outputs: z.record(z.string(), z.unknown()),
});
const workflowShape = z.object({
  jobs: z.object({
    render: z.object({
      steps: z.array(z.object({ uses: z.string(), with: z.record(z.string(), z.unknown()).optional() })),
    }),
  }),
});

/** What a terminal or a system says of itself. */
const ofTheSystem =
  /^(?:APPDATA|LOCALAPPDATA|PATH|TERM|TMUX|STY|DOMTERM|VTE_VERSION|KONSOLE_VERSION|WT_SESSION|SYSTEMROOT|XDG_CONFIG_HOME|WAN_COMFYUI_BASE_URL)$/;
/** Read by Node itself. */
const ofNode = ['NODE_EXTRA_CA_CERTS'];
