import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFinal, type JobEvent, type JobState, type JobStatus, mayBePaid, transition } from '../../../src/jobs/job.js';
import { everyEvent, everyState, intent, laterError, media, operation, urls } from './every-state.js';

/** Every move that exists; what is not listed must throw. */
const moves: Readonly<Record<JobEvent['type'], Partial<Record<JobStatus, JobState>>>> = {
  uploaded: both(['planned', 'uploaded'], { status: 'uploaded', media: everyEvent.uploaded.media }),
  intent: { uploaded: { status: 'submitting', media, intent, intentAt: 1_500 } },
  accepted: { submitting: { status: 'submitted', operation: { remoteId: 'remote-2' }, submittedAt: 2_500 } },
  'not-accepted': { submitting: { status: 'uploaded', media } },
  'outcome-unknown': both(['submitting', 'unknown'], {
    status: 'unknown',
    media,
    intent,
    intentAt: 1_000,
    error: laterError,
    candidates: ['b', 'c'],
  }),
  adopted: both(['unknown', 'planned', 'uploaded'], {
    status: 'submitted',
    operation: { remoteId: 'remote-3' },
    submittedAt: 2_600,
  }),
  absent: { unknown: { status: 'uploaded', media } },
  succeeded: both(['submitted', 'rendered'], {
    status: 'rendered',
    operation,
    urls: ['https://cdn.scripted.test/b.mp4'],
    expiresAt: 10_000,
    renderedAt: 3_500,
    error: null,
  }),
  failed: {
    ...both(['planned', 'uploaded', 'submitting'], { status: 'failed', operation: null, error: laterError }),
    submitted: { status: 'failed', operation, error: laterError },
  },
  cancelled: {
    ...both(['planned', 'uploaded'], { status: 'cancelled', operation: null }),
    submitted: { status: 'cancelled', operation },
  },
  expired: both(['submitted', 'rendered'], { status: 'expired', operation, error: laterError }),
  'download-failed': { rendered: { ...everyState.rendered, error: laterError } },
  delivered: {
    rendered: { status: 'done', operation, urls, expiresAt: 9_000, outputs: ['/clips/b.mp4'], bytes: 20 },
  },
  'fetch-again': { done: { status: 'submitted', operation, submittedAt: 0 } },
};

const states = Object.values(everyState) as JobState[];
const events = Object.values(everyEvent) as JobEvent[];
const pairs = states.flatMap((state) => events.map((event) => [state.status, event.type, state, event] as const));

describe('a transition', () => {
  it.each(pairs)('of a job that is %s by %s is the documented one or throws', (status, type, state, event) => {
    const expected = moves[type][status];
    if (expected === undefined) {
      expect(() => transition(state, event)).toThrow(`a job that is ${status} cannot take the event ${type}`);
    } else {
      expect(transition(state, event)).toEqual(expected);
    }
  });

  it('leaves the state and the event as they were', () => {
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.constantFrom(...events), (state, event) => {
        const [stateBefore, eventBefore] = [structuredClone(state), structuredClone(event)];
        const first = attempt(state, event);
        expect(attempt(state, event)).toEqual(first);
        expect([state, event]).toEqual([stateBefore, eventBefore]);
      }),
    );
  });

  it('has no candidates where the event names none', () => {
    const next = transition(everyState.submitting, { type: 'outcome-unknown', error: laterError });
    expect(next).toMatchObject({ status: 'unknown', candidates: [] });
  });
});

describe('any sequence of events', () => {
  it('never loses the remote id of an accepted job, save for a verdict that it never was one', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (sequence) => {
        let state: JobState = { status: 'planned' };
        let accepted: string | undefined;
        for (const event of sequence) {
          state = attempt(state, event) ?? state;
          if (event.type === 'accepted' || event.type === 'adopted') {
            if (state.status === 'submitted' && accepted === undefined) accepted = state.operation.remoteId;
          }
          if (accepted !== undefined) {
            expect('operation' in state ? state.operation?.remoteId : undefined).toBe(accepted);
          }
        }
      }),
    );
  });

  it('reaches a second billable request only through a proof that the first was not taken', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (sequence) => {
        let state: JobState = { status: 'planned' };
        let intents = 0;
        let proofs = 0;
        for (const event of sequence) {
          const next = attempt(state, event);
          if (next === undefined) continue;
          state = next;
          if (event.type === 'intent') intents += 1;
          if (event.type === 'not-accepted' || event.type === 'absent') proofs += 1;
        }
        expect(intents).toBeLessThanOrEqual(proofs + 1);
      }),
    );
  });
});

describe('a status', () => {
  it('keeps which job has the clip of one that was withdrawn', () => {
    const withdrawn = transition(everyState.planned, { type: 'cancelled', movedTo: 'j_next' });
    expect(withdrawn).toEqual({ status: 'cancelled', operation: null, movedTo: 'j_next' });
  });

  it('is final when nothing more happens by itself', () => {
    expect(states.map(({ status }) => status).filter(isFinal)).toEqual(['done', 'failed', 'cancelled', 'expired']);
  });

  it('may be paid from the durable intent on', () => {
    expect(states.map(({ status }) => status).filter((status) => !mayBePaid(status))).toEqual(['planned', 'uploaded']);
  });
});

function both(statuses: readonly JobStatus[], next: JobState): Partial<Record<JobStatus, JobState>> {
  return Object.fromEntries(statuses.map((status) => [status, next]));
}

function attempt(state: JobState, event: JobEvent): JobState | undefined {
  try {
    return transition(state, event);
  } catch {
    return undefined;
  }
}
