import type { HelpTopic } from './block.js';

/** What `wan help <topic>` explains, in the order of the man page. */
export const helpTopics: readonly HelpTopic[] = [
  {
    name: 'exit-codes',
    summary: 'what the exit code of wan means, and the error codes behind it',
    load: async () => (await import('./exit-codes-topic.js')).exitCodesTopic(),
  },
  {
    name: 'config',
    summary: 'config files, their keys, environment variables, keys of providers',
    load: async () => (await import('./config-topic.js')).configTopic(),
  },
  {
    name: 'templates',
    summary: 'names of output files, and the tokens in them',
    load: async () => (await import('./templates-topic.js')).templatesTopic(),
  },
  {
    name: 'money',
    summary: 'prices, caps, confirmation, what counts as spent',
    load: async () => (await import('./money-topic.js')).moneyTopic(),
  },
  {
    name: 'recovery',
    summary: 'what to do after Ctrl-C, a crash, a lost answer, a lost ledger',
    load: async () => (await import('./recovery-topic.js')).recoveryTopic(),
  },
];
