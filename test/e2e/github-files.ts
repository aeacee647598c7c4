import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from './program.js';

const step = z.object({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
  with: z.record(z.string(), z.unknown()).default({}),
});
export type Step = z.infer<typeof step>;

const workflow = z.object({
  on: z.unknown(),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.object({ group: z.string(), 'cancel-in-progress': z.boolean() }),
  jobs: z.record(
    z.string(),
    z.object({ permissions: z.unknown().optional(), 'timeout-minutes': z.number(), steps: z.array(step) }),
  ),
});

const action = z.object({
  inputs: z.record(z.string(), z.object({ required: z.boolean(), default: z.string().optional() })),
  outputs: z.record(z.string(), z.object({ value: z.string() })),
  runs: z.object({ using: z.literal('composite'), steps: z.array(step) }),
});

const workflowFolder = join(root, '.github', 'workflows');
export const renderFolder = join(root, '.github', 'actions', 'render');

export const workflows = readdirSync(workflowFolder).map((file) => ({
  file,
  ...workflow.parse(parse(readFileSync(join(workflowFolder, file), 'utf8'))),
}));
export const renderAction = action.parse(parse(readFileSync(join(renderFolder, 'action.yml'), 'utf8')));

/** The steps of every file, with a name to tell them by. */
export const allSteps: readonly (readonly [string, Step])[] = [
  ...workflows.flatMap(({ file, jobs }) => Object.values(jobs).flatMap(({ steps }) => named(file, steps))),
  ...named('render/action.yml', renderAction.runs.steps),
];

export function renderStep(name: string): Step {
  const found = renderAction.runs.steps.find((each) => each.name === name);
  if (found === undefined) throw new Error(`the action has no step "${name}"`);
  return found;
}

/** A value as GitHub fills it in: inputs and folders of the runner, nothing else. */
export function filledIn(text: string, known: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{ *([\w.-]+) *\}\}/g, (whole, name: string) => {
    const value = known[name];
    if (value === undefined) throw new Error(`${whole} is not known here`);
    return value;
  });
}

function named(file: string, steps: readonly Step[]): [string, Step][] {
  return steps.map((each, index) => [`${file}: ${each.name ?? each.uses ?? each.run ?? `step ${index + 1}`}`, each]);
}
