import { describe, expect, it } from 'vitest';
import { WanError } from '../../../../src/errors.js';
import { driveJob } from '../../../../src/jobs/drive/drive.js';
import { getJob, timeline } from '../../../../src/jobs/ledger/jobs-table.js';
import { joinLedger } from '../../../../src/jobs/ledger/leases.js';
import { reserveName } from '../../../../src/jobs/ledger/names-table.js';
import { insertRun } from '../../../../src/jobs/ledger/runs-table.js';
import { guardCaps, spentInRun } from '../../../../src/jobs/money/spending.js';
import { createScriptedEngine, host, refusal, run } from '../scripted-engine.js';

const everything = { submit: true, wait: true };
const lostAnswer = new WanError('network.failed', 'the connection was reset', { delivery: 'unknown' });
const found = { kind: 'one', operation: { remoteId: 'remote-lost' } } as const;

describe('driving a job', () => {
  it('goes from planned to done, writing down every step', async () => {
    const { engine, ledger, plan, submits } = await createScriptedEngine();
    const outcome = await driveJob(engine, plan(), everything);
    expect(outcome).toMatchObject({
      error: null,
      reused: false,
      job: { state: { status: 'done', outputs: ['/clips/a.mp4'] } },
    });
    expect(timeline(ledger, 'j_1').map(({ event }) => event.type)).toEqual([
      'uploaded',
      'intent',
      'accepted',
      'succeeded',
      'delivered',
    ]);
    expect(submits()).toBe(1);
  });

  it('leaves a job alone that is done', async () => {
    const { engine, plan, submits } = await createScriptedEngine();
    const id = plan();
    await driveJob(engine, id, everything);
    await driveJob(engine, id, everything);
    expect(submits()).toBe(1);
  });

  it('stops after the submit when it is not to wait', async () => {
    const { engine, plan } = await createScriptedEngine();
    const outcome = await driveJob(engine, plan(), { submit: true, wait: false });
    expect(outcome.job.state.status).toBe('submitted');
  });

  it('never submits when it may only resume', async () => {
    const { engine, plan, submits } = await createScriptedEngine();
    const outcome = await driveJob(engine, plan(), { submit: false, wait: true });
    expect(outcome.job.state.status).toBe('planned');
    expect(submits()).toBe(0);
  });

  it('releases its lease in the end', async () => {
    const { engine, ledger, plan } = await createScriptedEngine();
    await driveJob(engine, plan(), everything);
    expect(ledger.get('SELECT lease_owner FROM jobs')?.lease_owner).toBeNull();
  });
});

describe('a submit whose answer is lost', () => {
  it('is found in the list and finished, with one billable request', async () => {
    const { engine, plan, submits } = await createScriptedEngine({ submits: [lostAnswer], finds: [found] });
    const outcome = await driveJob(engine, plan(), everything);
    expect(outcome.job.state).toMatchObject({ status: 'done', operation: { remoteId: 'remote-lost' } });
    expect(submits()).toBe(1);
  });

  it('stays unknown while the list says nothing, and no further command pays', async () => {
    const { engine, plan, submits } = await createScriptedEngine({ submits: [lostAnswer] });
    const id = plan();
    for (const _ of [1, 2, 3]) {
      const outcome = await driveJob(engine, id, everything);
      expect(outcome.job.state.status).toBe('unknown');
      expect(outcome.error).toMatchObject({ code: 'submit.unknown', exitCode: 9 });
      expect(outcome.error?.hint).toContain('https://scripted.test/jobs');
    }
    expect(submits()).toBe(1);
  });

  it('is sent again only when absence is certain: old enough, within the window, listed far enough back', async () => {
    const script = { submits: [lostAnswer, { remoteId: 'second' }] };
    const { engine, clock, plan, submits, ledger } = await createScriptedEngine({
      ...script,
      finds: [{ kind: 'absent', listedBackTo: 0, serverNow: 0 }],
    });
    const id = plan();
    await driveJob(engine, id, everything);
    expect(getJob(ledger, id).state.status).toBe('unknown');
    clock.advance(700_000);
    const later = { kind: 'absent', listedBackTo: 0, serverNow: clock.now() } as const;
    const certain = { ...engine, accountOf: () => withList(engine.accountOf('fal'), later) };
    const outcome = await driveJob(certain, id, everything);
    expect(outcome.job.state.status).toBe('done');
    expect(submits()).toBe(2);
  });

  it.each([
    ['too young', 0, 1_000],
    ['beyond what the list remembers', 0, 4_000_000],
    ['listed only to after the intent', Number.MAX_SAFE_INTEGER, 700_000],
  ])('is not taken for absent when the look is %s', async (_, listedBackTo, age) => {
    const { engine, clock, plan, submits } = await createScriptedEngine({ submits: [lostAnswer] });
    const id = plan();
    await driveJob(engine, id, everything);
    clock.advance(Math.max(age - 23_000, 0));
    const list = { kind: 'absent', listedBackTo, serverNow: clock.now() } as const;
    const outcome = await driveJob(
      { ...engine, accountOf: () => withList(engine.accountOf('fal'), list) },
      id,
      everything,
    );
    expect(outcome.error?.code).toBe('submit.unknown');
    expect(submits()).toBe(1);
  });

  it('is not taken for absent by a service whose clock is ahead of ours', async () => {
    const { engine, clock, plan, submits } = await createScriptedEngine({ submits: [lostAnswer] });
    const list = { kind: 'absent', listedBackTo: 0, serverNow: clock.now() + 3_600_000 } as const;
    const ahead = { ...engine, accountOf: () => withList(engine.accountOf('fal'), list) };
    expect((await driveJob(ahead, plan(), everything)).error?.code).toBe('submit.unknown');
    expect(submits()).toBe(1);
  });

  it('is aged by the uptime of the machine where our clock was slow at the submit and is right by now', async () => {
    const script = { submits: [lostAnswer, { remoteId: 'second' }] };
    const { engine, clock, plan, submits } = await createScriptedEngine(script);
    const id = plan();
    const now = { ...engine, host: { ...host, uptimeMs: clock.monotonic } };
    const silent = withList(engine.accountOf('fal'), { kind: 'unknowable', reason: 'no list now' });
    const slow = { ...clock, now: () => clock.now() - 700_000 };
    await driveJob({ ...now, clock: slow, accountOf: () => silent }, id, everything);
    clock.advance(60_000);
    expect((await driveJob(now, id, everything)).error?.code).toBe('submit.unknown');
    expect(submits()).toBe(1);
    clock.advance(700_000);
    expect((await driveJob(now, id, everything)).job.state.status).toBe('done');
    expect(submits()).toBe(2);
  });

  it('keeps the ids when several jobs look like it, and adopts none', async () => {
    const { engine, plan } = await createScriptedEngine({
      submits: [lostAnswer],
      finds: [{ kind: 'several', remoteIds: ['a', 'b'] }],
    });
    const outcome = await driveJob(engine, plan(), everything);
    expect(outcome.job.state).toMatchObject({ status: 'unknown', candidates: ['a', 'b'] });
    expect(outcome.error?.message).toContain('a, b');
  });

  it('says of one candidate alone that it may be the job', async () => {
    const finds = [{ kind: 'several' as const, remoteIds: ['a'] }];
    const { engine, plan } = await createScriptedEngine({ submits: [lostAnswer], finds });
    const { error } = await driveJob(engine, plan(), everything);
    expect(error?.message).toContain('one job may be it: a.');
  });

  it('stays unknown at a provider without a list', async () => {
    const { engine, plan, submits } = await createScriptedEngine({ submits: [lostAnswer], withoutList: true });
    const id = plan();
    const outcome = await driveJob(engine, id, everything);
    expect(outcome.error).toMatchObject({ code: 'submit.unknown', exitCode: 9 });
    await driveJob(engine, id, everything);
    expect(submits()).toBe(1);
  });

  it('treats an error that is no WanError as unknown too', async () => {
    const { engine, plan, submits } = await createScriptedEngine({
      submits: [new TypeError('boom')],
      withoutList: true,
    });
    const outcome = await driveJob(engine, plan(), everything);
    expect(outcome.job.state.status).toBe('unknown');
    expect(submits()).toBe(1);
  });

  it('is the same after a crash between the durable intent and the answer', async () => {
    const { engine, ledger, plan, submits } = await createScriptedEngine({ finds: [found] });
    const id = plan();
    const crashing = { ...engine, accountOf: () => ({ ...engine.accountOf('fal'), call: crash }) };
    await driveJob(crashing, id, everything);
    ledger.run("UPDATE jobs SET status = 'submitting', state = json_set(state, '$.status', 'submitting')");
    const outcome = await driveJob(engine, id, { submit: false, wait: true });
    expect(outcome.job.state).toMatchObject({ status: 'done', operation: { remoteId: 'remote-lost' } });
    expect(submits()).toBe(0);
  });
});

describe('a submit that was certainly not accepted', () => {
  it('is sent again, for a minute', async () => {
    const { engine, clock, plan, submits } = await createScriptedEngine({
      submits: [
        refusal('network.failed', { retryable: true }),
        refusal('network.failed', { retryable: true }),
        { remoteId: 'third' },
      ],
    });
    const outcome = await driveJob(engine, plan(), everything);
    expect(outcome.job.state.status).toBe('done');
    expect(submits()).toBe(3);
    expect(clock.sleeps.length).toBeGreaterThan(0);
  });

  it('gives up after 60 s with exit 6, and the job can be submitted later', async () => {
    const { engine, clock, plan } = await createScriptedEngine({
      submits: [refusal('network.failed', { retryable: true })],
    });
    const outcome = await driveJob(engine, plan(), everything);
    expect(outcome).toMatchObject({ job: { state: { status: 'uploaded' } }, error: { exitCode: 6 } });
    expect(clock.monotonic()).toBeLessThanOrEqual(60_000);
  });

  it('waits as long as a 429 says, even beyond a minute', async () => {
    const { engine, clock, plan } = await createScriptedEngine({
      submits: [refusal('provider.throttled', { retryable: true, retryAfterMs: 90_000 }), { remoteId: 'second' }],
    });
    const outcome = await driveJob(engine, plan(), everything);
    expect(outcome.job.state.status).toBe('done');
    expect(clock.sleeps).toContain(90_000);
  });

  it('promises no time to one of several that were throttled', async () => {
    const { engine, plan, events } = await createScriptedEngine({
      submits: [refusal('provider.throttled', { retryable: true, retryAfterMs: 5_000 }), { remoteId: 'second' }],
    });
    await driveJob(engine, plan(), everything);
    expect(JSON.stringify(events)).toContain('next attempt in 5 s at the earliest');
  });

  it.each(['key.rejected', 'money.no-credit'] as const)(
    '%s halts the provider for the run and releases the money',
    async (code) => {
      const { engine, ledger, plan, submits } = await createScriptedEngine({ submits: [refusal(code)] });
      const [first, second] = [plan(), plan()];
      const outcome = await driveJob(engine, first, everything);
      const next = await driveJob(engine, second, everything);
      expect(outcome).toMatchObject({ job: { state: { status: 'uploaded' } }, error: { code } });
      expect(next).toMatchObject({ job: { state: { status: 'planned' } }, error: { code } });
      expect(submits()).toBe(1);
      expect(spentInRun(ledger, 'r_1')).toBe(0);
    },
  );

  it('ends the job when the provider refuses this very request', async () => {
    const { engine, ledger, plan, submits } = await createScriptedEngine({ submits: [refusal('provider.moderated')] });
    const id = plan();
    const outcome = await driveJob(engine, id, everything);
    await driveJob(engine, id, everything);
    expect(outcome).toMatchObject({ job: { state: { status: 'failed', operation: null } }, error: { exitCode: 5 } });
    expect(submits()).toBe(1);
    expect(spentInRun(ledger, 'r_1')).toBe(0);
  });

  it('is not sent at all more than 5 s after its intent', async () => {
    const { engine, clock, plan, submits } = await createScriptedEngine();
    let late = true;
    const account = engine.accountOf('fal');
    const slow = {
      ...account,
      call: (confirm: () => void) => {
        if (late) clock.advance(6_000);
        late = false;
        return account.call(confirm);
      },
    };
    const outcome = await driveJob({ ...engine, accountOf: () => slow }, plan(), everything);
    expect(outcome.job.state.status).toBe('done');
    expect(submits()).toBe(1);
  });

  it('is not sent once another process took the job over', async () => {
    const { engine, ledger, plan, submits } = await createScriptedEngine();
    const account = engine.accountOf('fal');
    const robbed = {
      ...account,
      call: (confirm: () => void) => {
        ledger.run("UPDATE jobs SET lease_owner = 'o_thief', lease_epoch = lease_epoch + 1");
        return account.call(confirm);
      },
    };
    const outcome = await driveJob({ ...engine, accountOf: () => robbed }, plan(), everything);
    expect(outcome.error?.code).toBe('local.ledger');
    expect(submits()).toBe(0);
  });
});

describe('money', () => {
  const caps = { perRun: 0.15, perDay: null, allowUnknownPrice: false, dayStart: 0 };

  it('refuses the job that would break the cap, before sending it', async () => {
    const { engine, ledger, plan, submits } = await createScriptedEngine();
    const guarded = {
      ...engine,
      guardSpending: (job: Parameters<typeof guardCaps>[1]) => guardCaps(ledger, job, caps),
    };
    const [first, second] = [plan(), plan()];
    await driveJob(guarded, first, everything);
    const outcome = await driveJob(guarded, second, everything);
    expect(outcome).toMatchObject({
      job: { state: { status: 'planned' } },
      error: { code: 'money.cap', exitCode: 10 },
    });
    expect(submits()).toBe(1);
  });

  it('refuses an unknown price under a cap, and a cap of 0 refuses everything that costs', async () => {
    const { engine, ledger, plan, submits } = await createScriptedEngine();
    const guarded = (perRun: number) => ({
      ...engine,
      guardSpending: (job: Parameters<typeof guardCaps>[1]) => guardCaps(ledger, job, { ...caps, perRun }),
    });
    expect((await driveJob(guarded(9), plan({ estimate: null }), everything)).error?.code).toBe('money.unknown-price');
    expect((await driveJob(guarded(0), plan(), everything)).error?.code).toBe('money.cap');
    expect(submits()).toBe(0);
  });

  it('counts a clip in the run that sends it, whichever planned it', async () => {
    const { engine, ledger, plan } = await createScriptedEngine();
    insertRun(ledger, { ...run, id: 'r_2' });
    const outcome = await driveJob({ ...engine, run: 'r_2' }, plan(), everything);
    expect(outcome.job).toMatchObject({ run: 'r_2', state: { status: 'done' } });
    expect([spentInRun(ledger, 'r_1'), spentInRun(ledger, 'r_2')]).toEqual([0, 0.1]);
  });

  it('keeps the reservation of an unknown outcome', async () => {
    const { engine, ledger, plan } = await createScriptedEngine({ submits: [lostAnswer], withoutList: true });
    await driveJob(engine, plan(), everything);
    expect(spentInRun(ledger, 'r_1')).toBeCloseTo(0.1);
  });

  it.each([
    [true, 0],
    [false, 0.1],
  ])('a failed render releases it only where failures are free (%s)', async (failuresFree, expected) => {
    const { engine, ledger, plan } = await createScriptedEngine({
      checks: [{ status: 'failed', reason: 'out of memory', moderated: false, retryable: false }],
      facts: { failuresFree },
    });
    const outcome = await driveJob(engine, plan(), everything);
    expect(outcome.error).toMatchObject({ code: 'provider.failed', message: 'out of memory' });
    expect(spentInRun(ledger, 'r_1')).toBeCloseTo(expected);
  });

  it('counts the actual cost once it is known', async () => {
    const { engine, ledger, plan } = await createScriptedEngine({
      checks: [
        { status: 'succeeded', urls: ['u'], expiresAt: null, cost: { amount: 0.07, currency: 'USD' }, seed: 42 },
      ],
    });
    const outcome = await driveJob(engine, plan({ seed: null }), everything);
    expect(spentInRun(ledger, 'r_1')).toBeCloseTo(0.07);
    expect(outcome.job).toMatchObject({ actual: { amount: 0.07 }, seed: 42 });
  });
});

describe('waiting', () => {
  it('goes on after dropped polls', async () => {
    const dropped = new WanError('network.failed', 'reset', { retryable: true });
    const { engine, plan, events, submits } = await createScriptedEngine({
      checks: [
        dropped,
        dropped,
        dropped,
        dropped,
        { status: 'rendering' },
        { status: 'succeeded', urls: ['u'], expiresAt: null },
      ],
    });
    const outcome = await driveJob(engine, plan(), everything);
    expect(outcome.job.state.status).toBe('done');
    expect(events.some((event) => event.type === 'note' && event.text.includes('does not answer'))).toBe(true);
    expect(submits()).toBe(1);
  });

  it('says where to look while the service denies the job, and does not claim that it goes on', async () => {
    const denied = new WanError('job.not-found', 'nobody knows it', { retryable: true, hint: 'look there' });
    const { engine, plan, events, submits } = await createScriptedEngine({
      checks: [denied, denied, denied, denied, { status: 'succeeded', urls: ['u'], expiresAt: null }],
    });
    expect((await driveJob(engine, plan(), everything)).job.state.status).toBe('done');
    const notes = events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
    expect(notes).toEqual(['nobody knows it; still asking: look there']);
    expect(submits()).toBe(1);
  });

  it('shows no step back when one poll knows less than the one before', async () => {
    const { engine, plan, events } = await createScriptedEngine({
      checks: [
        { status: 'queued', position: 2 },
        { status: 'rendering', fraction: 0.4 },
        { status: 'rendering' },
        { status: 'succeeded', urls: ['u'], expiresAt: null },
      ],
    });
    await driveJob(engine, plan(), everything);
    const fractions = events.flatMap((event) =>
      event.type === 'progress' && event.phase === 'rendering' ? [event.fraction] : [],
    );
    expect(fractions).toEqual([0.4, 0.4]);
  });

  it('ends with exit 8 when nothing changes for too long, but a moving queue is no failure', async () => {
    const queue = Array.from({ length: 50 }, (_, index) => ({ status: 'queued', position: 50 - index }) as const);
    const { engine, plan, clock } = await createScriptedEngine({ checks: [...queue, { status: 'rendering' }] });
    const outcome = await driveJob({ ...engine, waitTimeoutMs: 60_000 }, plan(), everything);
    expect(outcome).toMatchObject({
      job: { state: { status: 'submitted' } },
      error: { code: 'wait.timeout', exitCode: 8 },
    });
    expect(outcome.error?.hint).toBe('wan resume j_1');
    expect(clock.monotonic()).toBeGreaterThan(120_000);
  });

  it.each([
    ['that polls fail', new WanError('provider.unavailable', '502', { retryable: true })],
    ['it is asked to wait', new WanError('provider.throttled', '429', { retryable: true, retryAfterMs: 60_000 })],
    ['nothing comes', { status: 'rendering' } as const],
  ])('does not outlast --wait-timeout because %s', async (_, check) => {
    const { engine, plan, clock } = await createScriptedEngine({ checks: [check] });
    const outcome = await driveJob({ ...engine, waitTimeoutMs: 3_000 }, plan(), everything);
    expect(outcome).toMatchObject({ job: { state: { status: 'submitted' } }, error: { code: 'wait.timeout' } });
    expect(clock.monotonic()).toBe(3_000);
  });

  it('gives a poll no more time than --wait-timeout leaves, and a second', async () => {
    const { engine, plan } = await createScriptedEngine();
    const asked: (number | undefined)[] = [];
    const accountOf: typeof engine.accountOf = (id) => {
      const account = engine.accountOf(id);
      const send = async ({ timeoutMs }: { timeoutMs?: number | undefined }) => {
        asked.push(timeoutMs);
        return { status: 200, headers: {}, text: '', json: undefined };
      };
      const check: typeof account.provider.check = async (_, { http }) => {
        await http.send({ method: 'GET', url: 'https://api.scripted.test/' });
        return { status: 'rendering' };
      };
      const call: typeof account.call = (confirm) => ({ ...account.call(confirm), http: { send, submit: send } });
      return { ...account, call, provider: { ...account.provider, check } };
    };
    // No fraction of a millisecond, which no timer takes.
    await driveJob({ ...engine, accountOf, waitTimeoutMs: 2_999.5 }, plan(), everything);
    expect([asked[0], asked.at(-1)]).toEqual([3_000, 1_000]);
  });

  it('stops at once on Ctrl-C and keeps the job', async () => {
    const { engine, plan, stop } = await createScriptedEngine({ checks: [{ status: 'rendering' }] });
    const id = plan();
    const report = () => stop.abort();
    const outcome = await driveJob({ ...engine, report }, id, everything);
    expect(outcome.error).toBeNull();
    expect(['submitted', 'uploaded']).toContain(outcome.job.state.status);
  });

  it('takes a poll that Ctrl-C broke off for no error, and a fault of ours for one', async () => {
    const brokenOff = async (thrown: (stop: AbortSignal) => unknown) => {
      const { engine, plan, stop } = await createScriptedEngine();
      const account = engine.accountOf('fal');
      const check = async () => {
        stop.abort();
        throw thrown(stop.signal);
      };
      const accountOf = () => ({ ...account, provider: { ...account.provider, check } });
      return driveJob({ ...engine, accountOf }, plan(), everything);
    };
    const stopped = { error: null, job: { state: { status: 'submitted' } } };
    expect(await brokenOff(({ reason }) => reason)).toMatchObject(stopped);
    expect(await brokenOff(() => new DOMException('aborted', 'AbortError'))).toMatchObject(stopped);
    expect((await brokenOff(() => new TypeError('no such thing'))).error).toMatchObject({ code: 'internal.bug' });
  });

  it('says exit 4 when the key is no longer taken, state unchanged', async () => {
    const { engine, plan } = await createScriptedEngine({ checks: [new WanError('key.rejected', 'no such key')] });
    const outcome = await driveJob(engine, plan(), everything);
    expect(outcome).toMatchObject({ job: { state: { status: 'submitted' } }, error: { exitCode: 4 } });
  });

  it('asks nobody about a job that was made with another key', async () => {
    const { engine, plan, ledger } = await createScriptedEngine();
    const id = plan();
    await driveJob(engine, id, { submit: true, wait: false });
    const other = { ...engine, accountOf: () => ({ ...engine.accountOf('fal'), keyFingerprint: 'other' }) };
    const outcome = await driveJob(other, id, everything);
    expect(outcome.error).toMatchObject({ code: 'key.other', exitCode: 4 });
    expect(outcome.error?.message).toContain('print');
    expect(getJob(ledger, id).state.status).toBe('submitted');
  });

  it.each([
    [{ status: 'cancelled' }, 'cancelled'],
    [{ status: 'expired', reason: 'older than a day' }, 'expired'],
    [{ status: 'failed', reason: 'flagged', moderated: true, retryable: false }, 'failed'],
  ] as const)('believes a terminal answer: %o', async (progress, status) => {
    const { engine, plan } = await createScriptedEngine({ checks: [progress] });
    expect((await driveJob(engine, plan(), everything)).job.state.status).toBe(status);
  });
});

describe('an accepted job that cannot be written down', () => {
  it('is named with its remote id, even where not even the lease can be given up', async () => {
    const { engine, events, ledger, plan } = await createScriptedEngine();
    const account = engine.accountOf('fal');
    const full = () => {
      throw new WanError('local.ledger', 'the disk is full');
    };
    const sql = { ...ledger };
    const submit: Account['provider']['submit'] = async (...args) => {
      Object.assign(sql, { run: full, together: full });
      return account.provider.submit(...args);
    };
    const failing = { ...engine, sql, accountOf: () => ({ ...account, provider: { ...account.provider, submit } }) };
    await expect(driveJob(failing, plan(), everything)).rejects.toMatchObject({
      message: expect.stringContaining('accepted j_1 as remote-1'),
      hint: expect.stringContaining('wan adopt fal remote-1 --job j_1'),
    });
    expect(events).toContainEqual(expect.objectContaining({ text: expect.stringContaining('as remote-1') }));
  });
});

describe('the name of a job', () => {
  it('that another was given while it was only planned is not rendered into', async () => {
    const { engine, ledger, plan, submits } = await createScriptedEngine();
    const forgotten = plan({ output: '/clips/out.mp4' });
    const other = plan({ output: '/clips/out.mp4' });
    reserveName(ledger, '/clips/out.mp4', other);
    await driveJob(engine, other, { submit: true, wait: false });
    expect(await driveJob(engine, forgotten, everything)).toMatchObject({
      job: { state: { status: 'uploaded' } },
      error: { code: 'output.conflict', hint: expect.stringContaining(`wan resume ${other}`) },
    });
    expect(submits()).toBe(1);
  });
});

describe('fetching', () => {
  const gone = new WanError('download.failed', 'HTTP 404');
  const clip = { outputs: ['/clips/a.mp4'], bytes: 10, warnings: [] };

  it('asks for a fresh address once', async () => {
    const { engine, plan } = await createScriptedEngine({ deliveries: [gone, clip] });
    expect((await driveJob(engine, plan(), everything)).job.state.status).toBe('done');
  });

  it('keeps the job rendered when the download fails, and fetches it the next time', async () => {
    const { engine, plan, submits } = await createScriptedEngine({ deliveries: [gone, gone, clip] });
    const id = plan();
    const outcome = await driveJob(engine, id, everything);
    expect(outcome).toMatchObject({
      job: { state: { status: 'rendered' } },
      error: { code: 'download.failed', exitCode: 6 },
    });
    expect((await driveJob(engine, id, { submit: false, wait: true })).job.state.status).toBe('done');
    expect(submits()).toBe(1);
  });

  it('keeps it rendered on a full disk too', async () => {
    const { engine, plan } = await createScriptedEngine({ deliveries: [new WanError('local.disk', 'no space')] });
    expect(await driveJob(engine, plan(), everything)).toMatchObject({
      job: { state: { status: 'rendered' } },
      error: { exitCode: 7 },
    });
  });

  it('calls a dead address past its lifetime expired', async () => {
    const { engine, plan } = await createScriptedEngine({
      checks: [{ status: 'succeeded', urls: ['u'], expiresAt: 1 }],
      deliveries: [gone],
    });
    expect(await driveJob(engine, plan(), everything)).toMatchObject({
      job: { state: { status: 'expired' } },
      error: { code: 'result.expired', exitCode: 6 },
    });
  });

  const old = { status: 'succeeded', urls: ['u'], expiresAt: 1 } as const;
  const passing = new WanError('download.failed', 'HTTP 503', { retryable: true });
  const offline = new WanError('network.failed', 'no network', { retryable: true });
  it.each([
    ['of a passing fault', [old], [passing]],
    ['when the provider cannot be asked', [old, offline], [gone]],
  ])('keeps a clip past its lifetime %s, and fetches it the next time', async (_, checks, faults) => {
    const { engine, plan, submits } = await createScriptedEngine({
      checks,
      deliveries: [...faults, ...faults.filter(() => checks.length === 1), clip],
    });
    const id = plan();
    expect(await driveJob(engine, id, everything)).toMatchObject({
      job: { state: { status: 'rendered' } },
      error: { code: 'download.failed' },
    });
    expect((await driveJob(engine, id, { submit: false, wait: true })).job.state.status).toBe('done');
    expect(submits()).toBe(1);
  });
});

describe('two processes', () => {
  it('the second waits for the first and reports its clip as reused', async () => {
    const { engine, ledger, plan, clock, submits } = await createScriptedEngine();
    const id = plan();
    joinLedger(ledger, { clock, host, newId: () => 'o_first' });
    ledger.run("UPDATE jobs SET lease_owner = 'o_first'");
    const first = { ...engine, owner: 'o_first' };
    let looks = 0;
    const second = {
      ...engine,
      clock: {
        ...clock,
        sleep: async () => {
          looks += 1;
          if (looks === 2) await driveJob(first, id, everything);
        },
      },
    };
    const outcome = await driveJob(second, id, everything);
    expect(outcome).toMatchObject({ reused: true, job: { state: { status: 'done' } } });
    expect(submits()).toBe(1);
  });

  it('the second takes over when the first dies', async () => {
    const { engine, ledger, plan, clock, submits } = await createScriptedEngine();
    const id = plan();
    joinLedger(ledger, { clock, host: { ...host, pid: 999 }, newId: () => 'o_dead' });
    ledger.run("UPDATE jobs SET lease_owner = 'o_dead'");
    expect((await driveJob(engine, id, everything)).job.state.status).toBe('done');
    expect(submits()).toBe(1);
  });
});

type Account = ReturnType<Awaited<ReturnType<typeof createScriptedEngine>>['engine']['accountOf']>;

function withList(account: Account, list: Parameters<typeof Promise.resolve>[0]): Account {
  return { ...account, provider: { ...account.provider, findSubmitted: async () => list as never } };
}

function crash(): never {
  throw new Error('killed here');
}
