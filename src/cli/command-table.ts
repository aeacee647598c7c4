import type { Command } from 'commander';
import type { CommandContext } from './run-command.js';

export interface CommandEntry {
  readonly name: string;
  readonly alias?: string;
  readonly arguments: string;
  readonly summary: string;
  /** Loaded when the command is used, so that one command does not pay for the libraries of all. */
  load(): Promise<{ define(command: Command, context: CommandContext): void }>;
}

/** Every command, in the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'generate',
    alias: 'gen',
    arguments: '[image]',
    summary: 'turn an image and a prompt into an MP4',
    load: () => import('./commands/generate.js'),
  },
  {
    name: 'jobs',
    arguments: '[show <id>]',
    summary: 'list the jobs of the ledger, or show one',
    load: () => import('./commands/jobs.js'),
  },
  {
    name: 'explain',
    arguments: '<id>',
    summary: 'show one job: the same as jobs show',
    load: () => import('./commands/explain.js'),
  },
  {
    name: 'resume',
    arguments: '[id...]',
    summary: 'finish what was left unfinished, without paying again',
    load: () => import('./commands/resume.js'),
  },
  {
    name: 'cancel',
    arguments: '<id...>',
    summary: 'ask the provider to cancel jobs',
    load: () => import('./commands/cancel.js'),
  },
  {
    name: 'adopt',
    arguments: '<provider> [remote-id]',
    summary: 'take over jobs begun elsewhere, or lost with their ledger',
    load: () => import('./commands/adopt.js'),
  },
  {
    name: 'models',
    arguments: '[show <id>]',
    summary: 'list the models, their options and prices',
    load: () => import('./commands/models.js'),
  },
  {
    name: 'providers',
    arguments: '',
    summary: 'list the providers and their keys',
    load: () => import('./commands/providers.js'),
  },
  {
    name: 'presets',
    arguments: '[show <name>]',
    summary: 'list the presets, or show one resolved',
    load: () => import('./commands/presets.js'),
  },
  {
    name: 'upload',
    arguments: '<file...>',
    summary: 'put pictures where jobs would put them, print the URLs',
    load: () => import('./commands/upload.js'),
  },
  {
    name: 'stitch',
    arguments: '<clip...>',
    summary: 'join clips into one film, with seams that do not show',
    load: () => import('./commands/stitch.js'),
  },
  {
    name: 'seams',
    arguments: '<film>',
    summary: 'measure how visible the cuts of a film are',
    load: () => import('./commands/seams.js'),
  },
  {
    name: 'config',
    arguments: '[path]',
    summary: 'show the effective configuration and where each value comes from',
    load: () => import('./commands/config.js'),
  },
];

/** The entry of a name or alias. */
export function findCommand(name: string | undefined): CommandEntry | undefined {
  return commandTable.find((entry) => entry.name === name || entry.alias === name);
}
