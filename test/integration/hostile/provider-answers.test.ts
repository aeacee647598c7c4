import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toErrorReport, WanError } from '../../../src/errors.js';
import { canonicalJson, type JsonValue } from '../../../src/json.js';
import type { Call, Operation } from '../../../src/providers/provider.js';
import type { MediaFile } from '../../../src/providers/request.js';
import type { JobOutcome } from '../../simulators/kit/fault.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { hostileValue, mutate, mutation, toText } from './hostile-json.js';
import { hostility, type Recording, record, replay } from './replay.js';
import { type Subject, subjects } from './subjects.js';

const runs = 50;
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const sentence = z
  .string()
  .max(2000)
  .refine((text) => !controls.test(text), 'control characters');
const webUrl = z.string().regex(/^https?:\/\//i);
const money = z.strictObject({ amount: z.number(), currency: z.enum(['USD', 'CNY', 'credits']) });
// Who shows or keeps a moment looks to it that there is such a date.
const expiry = z.number().nullable();

const progress = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('queued'), position: z.number().optional(), note: sentence.optional() }),
  z.strictObject({
    status: z.literal('rendering'),
    fraction: z.number().min(0).max(1).optional(),
    note: sentence.optional(),
  }),
  z.strictObject({
    status: z.literal('succeeded'),
    urls: z.array(webUrl).min(1),
    expiresAt: expiry,
    cost: money.optional(),
    isReckoned: z.literal(true).optional(),
    seed: z.int().min(0).optional(),
  }),
  z.strictObject({
    status: z.literal('failed'),
    reason: sentence,
    moderated: z.boolean(),
    retryable: z.boolean(),
    charged: z.literal(true).optional(),
    cost: money.optional(),
    isReckoned: z.literal(true).optional(),
  }),
  z.strictObject({ status: z.literal('cancelled') }),
  z.strictObject({ status: z.literal('expired'), reason: sentence }),
]);
const operation = z
  .custom<Operation>()
  .refine((value) => JSON.stringify(value).length < 1e6 && canonicalJson(value).length > 0)
  .refine(({ remoteId }) => typeof remoteId === 'string' && remoteId !== '' && !controls.test(remoteId), 'remote id');
const found = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('one'), operation }),
  z.strictObject({ kind: z.literal('several'), remoteIds: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('absent'), listedBackTo: z.number(), serverNow: z.number() }),
  z.strictObject({ kind: z.literal('unknowable'), reason: sentence }),
]);
const listed = z.array(z.looseObject({ operation, createdAt: z.number().or(z.literal(Number.POSITIVE_INFINITY)) }));
const modelSchema = z.strictObject({
  parameters: z.record(z.string(), z.looseObject({ type: z.string() })),
  required: z.array(z.string()),
  closed: z.boolean(),
});
const hosted = z.looseObject({ url: z.string().regex(/^(?:https?:\/\/|data:|oss:\/\/)/i), expiresAt: expiry });

/** Either what the contract promises, or an error of ours that is fit to be shown. */
async function survives(answer: Promise<unknown>, contract: z.ZodType): Promise<void> {
  try {
    const result = contract.safeParse(await answer);
    if (!result.success) throw new Error(`broke the contract: ${result.error.message}`);
  } catch (error) {
    if (!(error instanceof WanError)) throw error;
    const { code, message, hint } = toErrorReport(error);
    expect(code).not.toBe('internal.bug');
    expect(`${message} ${hint ?? ''}`).not.toMatch(controls);
    expect(message.length).toBeLessThan(2000);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect('polluted' in {}).toBe(false);
}

interface Scene extends Subject {
  readonly operation: Operation;
  readonly file: MediaFile;
}

async function openScene(open: () => Promise<Subject>): Promise<Scene> {
  const subject = await open();
  const path = join(temporaryDirectory(), 'hero.png');
  writeFileSync(path, 'pixels');
  const file = { path, digest: 'ab'.repeat(32), mime: 'image/png', bytes: 6, width: 640, height: 640 };
  return { ...subject, file, operation: await subject.provider.submit(subject.intent, subject.call) };
}

type Ask = (scene: Scene, call: Call) => Promise<unknown>;

/** Everything that is asked of a service besides the state of a job, and what must come of it. */
const questions: readonly (readonly [name: string, contract: z.ZodType, ask: Ask])[] = [
  ['submit', operation, ({ provider, intent }, call) => provider.submit(intent, call)],
  [
    'findSubmitted',
    found.optional(),
    async ({ provider, intent }, call) =>
      provider.findSubmitted?.({ intent, intentAt: call.now() - 60_000, known: new Set() }, call),
  ],
  ['listSince', listed.optional(), async ({ provider }, call) => provider.listSince?.(call.now() - 3_600_000, call)],
  ['quote', money.optional(), async ({ provider, intent }, call) => provider.quote?.(intent, call)],
  ['balance', money.optional(), async ({ provider }, call) => provider.balance?.(call)],
  ['schema', modelSchema.optional(), async ({ provider, intent }, call) => provider.schema?.(intent.endpoint, call)],
  [
    'upload',
    hosted.optional(),
    async ({ provider, file, intent }, call) => provider.upload?.(file, call, intent.endpoint),
  ],
  [
    'cancel',
    z.looseObject({ status: z.string() }).optional(),
    async ({ provider, operation }, call) => provider.cancel?.(operation, call),
  ],
];

async function attack(scene: Scene, recording: Recording, contract: z.ZodType, ask: Ask): Promise<void> {
  await fc.assert(
    fc.asyncProperty(hostility, async (hostile) => {
      await survives(ask(scene, replay(scene.call, scene.provider, recording, hostile)), contract);
    }),
    { numRuns: runs },
  );
}

/** How the job ends; Puter tells of failures in its answer to the submit alone. */
const endings: readonly (readonly [name: string, how: JobOutcome | undefined])[] = [
  ['a job that is done', undefined],
  ['a job that failed', { kind: 'task-failed' }],
  ['a job that was moderated', { kind: 'moderated-at-result' }],
  ['a job whose result expired', { kind: 'result-expired' }],
];

describe.each(subjects)('a hostile %s', (id, open) => {
  it.each(questions)('that is asked to %s', async (name, contract, ask) => {
    const scene = await openScene(open);
    const recording = await record(scene.call, (call) => ask(scene, call));
    // ComfyUI names a file on its own disk.
    const given = name === 'upload' && id === 'comfyui' ? z.looseObject({ url: z.string().min(1) }) : contract;
    await attack(scene, recording, given, ask);
  });

  it('that puts control characters in any place of its list', async () => {
    const scene = await openScene(open);
    const list: Ask = async ({ provider }, call) => provider.listSince?.(call.now() - 3_600_000, call);
    const recording = await record(scene.call, (call) => list(scene, call));
    for (let at = 0; at < 100; at += 1) {
      const mutations = [{ at, how: 'replace' as const, value: '\u001b[2J\u0007evil' }];
      const hostile = { mutations, status: undefined, headers: {}, body: undefined, from: 0 };
      await survives(list(scene, replay(scene.call, scene.provider, recording, hostile)), listed.optional());
    }
  });

  it.each(
    id === 'puter'
      ? endings.filter(([, how]) => how?.kind !== 'task-failed' && how?.kind !== 'moderated-at-result')
      : endings,
  )('that is asked about %s', async (_name, outcome) => {
    const subject = await open();
    if (outcome !== undefined) subject.simulator.fail({ on: 'submit', how: outcome });
    const scene = await openScene(async () => subject);
    const check: Ask = ({ provider, operation }, call) => provider.check(operation, call);
    const recordings: Recording[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      recordings.push(await record(scene.call, (call) => check(scene, call)));
      scene.simulator.advance(300_000);
    }
    for (const recording of [recordings[0] ?? [], recordings[3] ?? []]) await attack(scene, recording, progress, check);
  });

  it('that made up what the ledger keeps of its answer to the submit', async () => {
    const scene = await openScene(open);
    const { provider, intent, call } = scene;
    const submits = await record(call, (recorded) => provider.submit(intent, recorded));
    scene.simulator.advance(1_200_000);
    const checks = await record(call, (recorded) => provider.check(scene.operation, recorded));
    await attack(scene, submits, progress, async (_scene, hostile) => {
      const kept: Operation = JSON.parse(JSON.stringify(await provider.submit(intent, hostile)));
      return await provider.check(kept, replay(call, provider, checks, calm));
    });
  });
});

/** What fal and ComfyUI push, in their own words. */
const pushed: readonly JsonValue[] = [
  { status: 'IN_QUEUE', queue_position: 3 },
  { status: 'IN_PROGRESS', logs: null },
  { type: 'progress_state', data: { prompt_id: 'job-1', nodes: { k1: { value: 1, max: 4, state: 'running' } } } },
  { type: 'progress', data: { prompt_id: 'job-1', node: 'k1', value: 2, max: 4 } },
  { type: 'status', data: { status: { exec_info: { queue_remaining: 2 } } } },
  { type: 'executing', data: { prompt_id: 'job-1', node: 'k1' } },
];

describe.each(subjects.filter(([id]) => ['fal', 'comfyui'].includes(id)))('a hostile stream of %s', (_id, open) => {
  it('tells progress or nothing', async () => {
    const scene = await openScene(open);
    const { remoteId } = scene.operation;
    const message = fc
      .tuple(fc.constantFrom(...pushed), fc.array(mutation, { maxLength: 3 }))
      .map(([honest, changes]) => mutate(honest, changes).replaceAll('job-1', remoteId));
    const messages = fc.array(fc.oneof(message, fc.string({ unit: 'binary' }), hostileValue.map(toText)), {
      maxLength: 6,
    });
    const watch = async (texts: readonly string[]) => {
      const read = async function* () {
        yield* texts;
      };
      const told: unknown[] = [];
      const stream = scene.provider.watch?.(scene.operation, { ...scene.call, events: read, sockets: read });
      for await (const one of stream ?? []) told.push(one);
      return told;
    };
    expect(await watch(pushed.map((one) => JSON.stringify(one).replaceAll('job-1', remoteId)))).not.toEqual([]);
    await fc.assert(
      fc.asyncProperty(messages, async (texts) => {
        for (const one of await watch(texts)) {
          const result = progress.safeParse(one);
          expect(result.error?.message).toBeUndefined();
        }
      }),
      { numRuns: 300 },
    );
  });
});

const calm = { mutations: [], status: undefined, headers: {}, body: undefined, from: 0 };
