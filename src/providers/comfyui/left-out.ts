import { cleanSentence } from '../../http/refusal.js';
import type { Call, SubmitIntent } from '../provider.js';
import { type Accepted, toFaulty } from './answer.js';
import { cancelPrompt } from './cancel.js';
import { clipNodes, placeIn } from './output-nodes.js';
import { describeProblem, type Problem } from './problem.js';

/**
 * What to say of a prompt that the server runs in part; undefined for one that it runs as a whole. Without any output
 * that may save the clip it is stopped, as nothing that it still makes was asked for; if that fails, it is kept, so that
 * it does not run without a word.
 *
 * @throws WanError `provider.refused` with `delivery: 'not-accepted'` for a prompt that was stopped
 */
export async function noteLeftOut(accepted: Accepted, intent: SubmitIntent, call: Call): Promise<string | undefined> {
  const { promptId, problem } = accepted;
  if (problem === undefined) return undefined;
  const leftOut = outputsWithout(problem);
  const clips = clipNodes(intent.body.prompt);
  // Faults that name no output are those of the only one.
  const isLost = leftOut.length === 0 ? clips.length <= 1 : clips.every((id) => leftOut.includes(id));
  if (isLost && (await isStopped(promptId, call))) throw toFaulty(problem);
  return sentence(leftOut, intent, problem);
}

function outputsWithout({ node_errors: nodes }: Problem): readonly string[] {
  return [...new Set(Object.values(nodes ?? {}).flatMap(({ dependent_outputs: outputs }) => outputs ?? []))];
}

function isStopped(remoteId: string, call: Call): Promise<boolean> {
  return cancelPrompt({ remoteId }, call).then(
    () => true,
    () => false,
  );
}

function sentence(leftOut: readonly string[], { body: { prompt } }: SubmitIntent, problem: Problem): string {
  const what = leftOut.length === 0 ? 'a part' : leftOut.map((id) => placeIn(prompt, id)).join(', ');
  return cleanSentence(`the server leaves out ${what} of the workflow: ${describeProblem(problem)}`);
}
