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
    name: 'batch',
    arguments: '<manifest>',
    summary: 'render every row of a CSV, JSONL, JSON or YAML file, or a folder of images',
    load: () => import('./commands/batch.js'),
  },
  {
    name: 'chain',
    arguments: '<storyboard>',
    summary: 'render shots that continue one another, joined to one film',
    load: () => import('./commands/chain.js'),
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
    name: 'export',
    arguments: '<clip>',
    summary: 'make a GIF, WebP, poster, contact sheet, loop or another shape of a clip',
    load: () => import('./commands/export.js'),
  },
  {
    name: 'compare',
    arguments: '<clip...>',
    summary: 'put clips side by side in one labelled video',
    load: () => import('./commands/compare.js'),
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
    name: 'estimate',
    arguments: 'generate|batch|chain ...',
    summary: 'tell cost and time, and spend nothing',
    load: () => import('./commands/estimate.js'),
  },
  {
    name: 'plan',
    arguments: 'generate|batch|chain ...',
    summary: 'write down the exact requests for review',
    load: () => import('./commands/plan.js'),
  },
  {
    name: 'apply',
    arguments: '<plan.json>',
    summary: 'submit exactly what a plan holds',
    load: () => import('./commands/apply.js'),
  },
  {
    name: 'spend',
    arguments: '',
    summary: 'what was spent, by day, provider, model and run',
    load: () => import('./commands/spend.js'),
  },
  {
    name: 'audit',
    arguments: '',
    summary: 'what was paid and not delivered, and delivered and not paid',
    load: () => import('./commands/audit.js'),
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
    name: 'config',
    arguments: '[init|path]',
    summary: 'show the effective configuration and where each value comes from',
    load: () => import('./commands/config.js'),
  },
  {
    name: 'doctor',
    arguments: '',
    summary: 'check everything, and say how to mend it',
    load: () => import('./commands/doctor.js'),
  },
  {
    name: 'gallery',
    arguments: '',
    summary: 'an HTML page of results, side by side',
    load: () => import('./commands/gallery.js'),
  },
  {
    name: 'webhook',
    arguments: 'verify',
    summary: 'check that a webhook delivery is genuine',
    load: () => import('./commands/webhook.js'),
  },
  {
    name: 'completion',
    arguments: 'bash|zsh|fish',
    summary: 'print a completion script for your shell',
    load: () => import('./commands/completion.js'),
  },
  {
    name: 'help',
    arguments: '[topic]',
    summary: 'explain exit codes, config, templates, money or recovery',
    load: () => import('./commands/help.js'),
  },
];

/** The entry of a name or alias. */
export function findCommand(name: string | undefined): CommandEntry | undefined {
  return commandTable.find((entry) => entry.name === name || entry.alias === name);
}
