import type { Redactor } from '../jobs/redact.js';
import type { JsonValue } from '../json.js';
import type { RequestFields } from '../providers/request.js';

export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** What a request asked for beside its prompt and seed, as text; raw parameters as `set.<key>`. */
export function parametersOf(request: RequestFields, redactor: Redactor): Parameter[] {
  const { prompt: _prompt, seed: _seed, provider: _provider, model: _model, extra = {}, ...options } = request;
  const raw = Object.entries(extra).map(([key, value]) => [`set.${key}`, value] as const);
  return [...Object.entries(options), ...raw]
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name, value: show(redactedValue(name, value, redactor)) }));
}

/** Under its name, so that a value called `token` is taken for one. */
function redactedValue(name: string, value: unknown, redactor: Redactor): JsonValue {
  const [redacted = null] = Object.values(redactor.json({ [name.replace(/^set\./, '')]: value }) ?? {});
  return redacted;
}

function show(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
