import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allModels } from '../../src/catalogue/catalogue.js';
import { createRegistry } from '../../src/providers/registry.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The table of what each provider can do, from its facts and its catalogue. */
function featureTable(): string {
  const unused = () => Promise.reject(new Error('never called'));
  const registry = createRegistry({ renderer: { accept: unused, status: unused, cancel: unused, list: unused } });
  const rows = [...registry.values()].map(({ provider }) => {
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
    return `| ${provider.id} | ${marks.map((mark) => (mark ? 'yes' : '-')).join(' | ')} |`;
  });
  const names = [
    'provider',
    'submit',
    'upload',
    'cancel',
    'reconcile',
    'webhook',
    'quote',
    'schema',
    'LoRA',
    'end frame',
  ];
  return [`| ${names.join(' | ')} |`, `|${'---|'.repeat(names.length)}`, ...rows].join('\n');
}

describe('the README', () => {
  it('shows what each provider can do, as the facts have it', () => {
    expect(readme).toContain(featureTable());
  });
});
