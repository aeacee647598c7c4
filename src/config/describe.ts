import { redactUrls } from './redact.js';
import type { ResolvedRequest } from './resolve.js';
import type { Settings } from './settings.js';

/** One line of `wan config`. */
export interface EffectiveValue {
  readonly key: string;
  readonly value: unknown;
  readonly origin: string;
}

/** Every effective value with its origin, request fields first; queries and userinfo of URLs are taken out. */
export function describeConfig(request: ResolvedRequest, settings: Settings): readonly EffectiveValue[] {
  const fields = request.chosen.map((field) => ({
    key: field,
    value: request.fields[field],
    origin: request.origins[field] ?? '',
  }));
  return [...fields, ...settingRows(settings)].map((row) => ({ ...row, value: redactUrls(row.value) }));
}

function settingRows({ limits, ...settings }: Settings): readonly EffectiveValue[] {
  const plain = Object.entries(settings).map(([key, sourced]) => ({ key, sourced }));
  const money = [
    { key: 'budget.perRun', sourced: limits.perRun },
    { key: 'budget.perDay', sourced: limits.perDay },
    { key: 'confirmAbove', sourced: limits.confirmAbove },
  ];
  return [...plain, ...money].flatMap(({ key, sourced }) => (sourced === undefined ? [] : [{ key, ...sourced }]));
}
