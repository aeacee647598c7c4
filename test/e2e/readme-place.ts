import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { sample } from '../providers/comfyui/sample-workflow.js';
import { startComfyui } from '../simulators/comfyui.js';
import { falKey, startFal } from '../simulators/fal.js';
import { newSigner, toHttpText, webhookSenders } from '../simulators/kit/webhook-signing.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type Ended, program, type RunOptions, root, start } from './program.js';
import { readmeFiles } from './readme-text.js';
import { preload } from './trials.js';
import { pathOf, picture } from './workplace.js';

export interface ReadmePlace {
  exists(name: string): boolean;
  /** Clips that were paid for so far. */
  billed(): number;
  /** Runs a line of the README in a shell that has `wan` on its PATH. */
  run(line: string, state?: string): Promise<Ended>;
  /** Writes `delivery.http`, just signed. */
  receiveDelivery(): void;
  /** A state directory that knows nothing. */
  emptyState(): string;
}

/** Stands for a program that needs a screen: it only plays a file that is there. */
const player = '#!/bin/sh\nexec test -s "$1"\n';

/** What takes its deadlines seriously: their seconds must not become milliseconds. */
const measures = /^wan doctor/;

/** A user's directory with everything that the README names, and the services behind it. */
export async function openReadmePlace(): Promise<ReadmePlace> {
  const base = temporaryDirectory();
  const [cwd, tools] = [join(base, 'here'), join(base, 'tools')];
  const [fal, comfyui] = await Promise.all([startFal(), startComfyui()]);
  onTestFinished(async () => void (await Promise.all([fal.close(), comfyui.close()])));
  for (const folder of [tools, ...['photos', 'shots'].map((name) => join(cwd, name))]) {
    mkdirSync(folder, { recursive: true });
  }
  for (const name of ['bin', 'presets']) symlinkSync(join(root, name), join(cwd, name));
  symlinkSync(program, join(tools, 'wan'));
  writeFileSync(join(tools, 'ffplay'), player);
  chmodSync(join(tools, 'ffplay'), 0o755);
  await writePictures(cwd);
  writeFileSync(join(cwd, 'photos', 'vase.txt'), 'the vase turns');
  writeFileSync(join(cwd, 'mine.json'), JSON.stringify(sample));
  for (const [name, content] of readmeFiles()) writeFileSync(join(cwd, name), content);
  execFileSync(pathOf('ffmpeg'), ['-v', 'error', '-f', 'lavfi', '-i', 'sine=d=4', join(cwd, 'track.mp3')]);
  const signer = newSigner();
  const options: RunOptions = {
    cwd,
    state: join(base, 'state'),
    env: {
      PATH: `${tools}:${process.env.PATH}`,
      FAL_KEY: falKey,
      WAN_FAL_BASE_URL: fal.url,
      COMFYUI_URL: comfyui.url,
      REPLICATE_WEBHOOK_SECRET: signer.secret,
    },
  };
  return {
    billed: () => fal.billableSubmits,
    exists: (name) => existsSync(join(cwd, name)),
    run: (line, state = options.state) => {
      const env = { ...options.env, NODE_OPTIONS: measures.test(line) ? undefined : preload('hurry.mjs') };
      return start('/bin/sh', ['-c', line], { ...options, env, state }).ended;
    },
    receiveDelivery: () => {
      const sender = webhookSenders.find(({ provider }) => provider === 'replicate');
      const body = new TextEncoder().encode(JSON.stringify(sender?.news));
      const delivery = sender?.send(body, Date.now(), signer);
      if (delivery !== undefined) writeFileSync(join(cwd, 'delivery.http'), toHttpText(delivery));
    },
    emptyState: () => temporaryDirectory(),
  };
}

async function writePictures(cwd: string): Promise<void> {
  const names = [
    'hero.png',
    'street.png',
    'car.png',
    'photos/vase.png',
    'photos/lamp.png',
    'shots/1.png',
    'shots/a b.png',
  ];
  for (const [shade, name] of names.entries()) writeFileSync(join(cwd, name), await picture(shade * 30));
}
