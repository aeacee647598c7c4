import { describe, expect, it } from 'vitest';
import { exitMeanings } from '../../../../src/cli/help/exit-codes-topic.js';
import { renderHelpText } from '../../../../src/cli/help/render-text.js';
import { helpTopics } from '../../../../src/cli/help/topics.js';
import { configSchema } from '../../../../src/config/schema.js';
import { exitCodes, toErrorReport, WanError } from '../../../../src/errors.js';
import { templateTokens } from '../../../../src/files/template.js';
import { overallExit } from '../../../../src/jobs/summary.js';

async function textOf(name: string): Promise<string> {
  const topic = helpTopics.find((each) => each.name === name);
  return renderHelpText((await topic?.load()) ?? []);
}

const unwrapped = (content: string) => content.replace(/\s+/g, ' ');

describe('the topics', () => {
  it.each(helpTopics.map(({ name }) => name))(
    '%s fits a terminal of 80 columns, but for what must not be broken',
    async (name) => {
      const long = (await textOf(name)).split('\n').filter((line) => line.length > 80);
      expect(long.filter((line) => !/^ {2}(\.wanrc|wan )/.test(line))).toEqual([]);
    },
  );

  it('exit-codes has a meaning for every exit code, and names every error', async () => {
    const known = exitMeanings.map(([code]) => code);
    expect(known).toEqual([...new Set([0, ...Object.values(exitCodes)])].sort((a, b) => a - b));
    const content = unwrapped(await textOf('exit-codes'));
    for (const code of Object.keys(exitCodes)) expect(content).toContain(code);
  });

  it('exit-codes tells the order that several jobs follow', async () => {
    expect(unwrapped(await textOf('exit-codes'))).toContain('then 1, 9, 10, 4, 7; else 3');
    const failing = (['internal.bug', 'submit.unknown', 'money.cap', 'key.missing', 'local.disk'] as const).map(
      (code) => overallExit({ jobs: [], error: toErrorReport(new WanError(code, 'x')) }),
    );
    expect(failing).toEqual([1, 9, 10, 4, 7]);
  });

  it('config names every key of a config file', async () => {
    const content = await textOf('config');
    for (const key of Object.keys(configSchema.shape).filter((name) => name !== '$schema')) {
      expect(content).toMatch(new RegExp(`^ {2}${key}\\b`, 'm'));
    }
    expect(content).toMatch(/^ {2}budget\.perDay /m);
    expect(content).toMatch(/^ {2}providers\.<id>\.region /m);
    expect(content).toMatch(/^ {2}fal +FAL_KEY/m);
  });

  it('templates names every token, and the default', async () => {
    const content = await textOf('templates');
    for (const token of templateTokens) expect(content).toContain(`{${token}} `);
    expect(content).toContain('{name}-{id}.mp4');
  });

  it('money and recovery say what the figures and states are', async () => {
    expect(unwrapped(await textOf('money'))).toContain('default $1.00');
    expect(await textOf('recovery')).toMatch(/^ {2}unknown +the answer was lost/m);
  });
});
