import { type StarterAnswers, variableFault } from '../config/init.js';
import type { KeyedProvider } from '../config/keys.js';
import { keyVariableText } from '../config/keys.js';
import type { ProviderFacts } from '../providers/provider-facts.js';
import type { ProviderId } from '../providers/request.js';
import type { Questions } from '../ui/questions.js';

export interface StarterQuestions {
  readonly questions: Questions;
  readonly providers: readonly (KeyedProvider & Pick<ProviderFacts, 'title'>)[];
  /** Keys that are set: the first of them is offered. */
  readonly ready: readonly ProviderId[];
  /** A user-level file may hold more than a project's. */
  readonly user: boolean;
}

/** Asks for what the flags left open. */
export async function askStarter(known: StarterAnswers, options: StarterQuestions): Promise<StarterAnswers> {
  const { questions } = options;
  const provider = known.provider ?? (await askProvider(options));
  const keyVariable = known.keyVariable ?? (options.user ? await askKeyVariable(options, provider) : undefined);
  const bucket = known.bucket ?? (await askBucket(options));
  const perRun = known.perRun ?? (await askDollars(questions, 'The most that one run may cost, in dollars'));
  const perDay = known.perDay ?? (await askDollars(questions, 'The most that one day may cost, in dollars'));
  return { provider, keyVariable, bucket, perRun, perDay };
}

function askProvider({ questions, providers, ready }: StarterQuestions): Promise<ProviderId> {
  const choices = providers.map((provider) => ({
    value: provider.id,
    label: provider.title,
    hint: ready.includes(provider.id)
      ? 'its key is set'
      : provider.keyVariables.length === 0
        ? 'no key needed'
        : keyVariableText(provider),
  }));
  return questions.choose('Who renders?', choices, ready[0] ?? 'local');
}

/** Undefined when the usual variable is used. */
async function askKeyVariable({ questions, providers }: StarterQuestions, id: ProviderId): Promise<string | undefined> {
  const usual = providers.find((provider) => provider.id === id)?.keyVariables[0]?.[0];
  if (usual === undefined) return undefined;
  const message = 'Which environment variable holds its key? (the name, never the key)';
  const name = await questions.write(message, { placeholder: usual, fault: variableFault });
  return name === '' || name === usual ? undefined : name;
}

async function askBucket({ questions, user }: StarterQuestions): Promise<StarterAnswers['bucket']> {
  const name = await questions.write('A bucket for your pictures? Its name, or nothing for none', {
    placeholder: 'none',
    fault: (text) => (/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(text) ? undefined : 'this is no name of a bucket'),
  });
  if (name === '' || name === 'none') return undefined;
  const region = await questions.write('In which region?', {
    placeholder: 'as AWS_REGION says',
    fault: (text) => (/^[A-Za-z0-9-]{1,63}$/.test(text) ? undefined : 'a region is a word such as eu-central-1'),
  });
  const endpoint = user ? await askEndpoint(questions) : '';
  return { name, ...(region === '' ? {} : { region }), ...(endpoint === '' ? {} : { endpoint }) };
}

function askEndpoint(questions: Questions): Promise<string> {
  return questions.write('At which address? Nothing for Amazon S3 itself', {
    placeholder: 'https://s3.example.com',
    fault: (text) => (URL.canParse(text) && /^https?:/.test(text) ? undefined : 'an address with https:// is needed'),
  });
}

async function askDollars(questions: Questions, message: string): Promise<number | undefined> {
  const text = await questions.write(message, {
    placeholder: 'no cap',
    fault: (typed) =>
      /^\$?\d+(\.\d+)?$/.test(typed) ? undefined : 'an amount such as 2.50 is needed; nothing for no cap',
  });
  return text === '' ? undefined : Number(text.replace('$', ''));
}
