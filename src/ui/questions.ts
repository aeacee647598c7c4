import { Readable } from 'node:stream';
import { WanError } from '../errors.js';
import type { InputStream, OutputStream } from '../runtime.js';
import { ScreenStream } from './screen-stream.js';
import { columnsOf } from './width.js';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** Questions on a terminal. @throws WanError `signal.interrupted` when they are left with Ctrl-C or Escape */
export interface Questions {
  begin(title: string): void;
  choose<T extends string>(message: string, choices: readonly Choice<T>[], first: T): Promise<T>;
  /** A line of text, '' when nothing was typed; `fault` says what is wrong with one. */
  write(
    message: string,
    options: { placeholder: string; fault: (text: string) => string | undefined },
  ): Promise<string>;
  end(text: string): void;
}

export interface QuestionsOptions {
  readonly stdin: InputStream;
  /** stdout is for results. */
  readonly stderr: OutputStream;
  readonly signal: AbortSignal;
}

/** Loads the prompt library and talks on stderr. Only for a terminal on both sides. */
export async function openQuestions({ stdin, stderr, signal }: QuestionsOptions): Promise<Questions> {
  const prompts = await import('@clack/prompts');
  const output = new ScreenStream(stderr, () => columnsOf(stderr));
  const streams = { output, signal, ...(stdin instanceof Readable ? { input: stdin } : {}) };
  return {
    begin: (title) => prompts.intro(title, streams),
    end: (text) => prompts.outro(text, streams),
    choose: async (message, choices, first) => {
      const values = choices.map(({ value }) => value);
      const options = choices.map(({ value, label, hint }) => ({
        value: String(value),
        label,
        ...(hint === undefined ? {} : { hint }),
      }));
      const answer = await prompts.select<string>({ ...streams, message, options, initialValue: first });
      return values.find((value) => value === answer) ?? leave();
    },
    write: async (message, { placeholder, fault }) => {
      const validate = (text: string | undefined) => (text === undefined || text === '' ? undefined : fault(text));
      const answer = await prompts.text({ ...streams, message, placeholder, validate, defaultValue: '' });
      return typeof answer === 'string' ? answer.trim() : leave();
    },
  };
}

function leave(): never {
  throw new WanError('signal.interrupted', 'stopped; nothing was written');
}
