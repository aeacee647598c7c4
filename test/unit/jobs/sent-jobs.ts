import type { JobEvent, JobRecord } from '../../../src/jobs/job.js';
import { applyEvent, getJob } from '../../../src/jobs/ledger/jobs-table.js';
import type { Ledger } from '../../../src/jobs/ledger.js';
import type { Money } from '../../../src/providers/provider.js';
import { everyEvent, intent, media } from './every-state.js';
import { addJob, advance } from './test-ledger.js';

export interface SentJob extends Partial<JobRecord> {
  readonly id: string;
  /** Epoch milliseconds of the submit. */
  readonly at?: number;
  /** What happens after the intent. */
  readonly events?: readonly JobEvent[];
  /** What the provider says at the end of a render. */
  readonly actual?: Money;
  readonly failuresFree?: boolean;
}

export const usd = (amount: number): Money => ({ amount, currency: 'USD' });

export const accepted = (remoteId: string): JobEvent => ({ type: 'accepted', operation: { remoteId }, at: 0 });

/** The events that follow an intent and end with a clip on disk. */
export function delivered(remoteId: string, outputs: readonly string[] = ['/clips/a.mp4']): JobEvent[] {
  return [accepted(remoteId), everyEvent.succeeded, { type: 'delivered', outputs, bytes: 10 }];
}

/** A job in the ledger that was sent, with what happened then. */
export function send(ledger: Ledger, { at = 1_000_000, events = [], actual, failuresFree, ...changes }: SentJob): void {
  const { id } = addJob(ledger, changes);
  advance(ledger, id, {
    at,
    events: [
      { type: 'uploaded', media },
      { type: 'intent', intent, at },
    ],
  });
  for (const [index, event] of events.entries()) {
    const told = event.type === 'succeeded' ? actual : undefined;
    applyEvent(ledger, {
      job: getJob(ledger, id),
      event,
      owner: 'o_self',
      at: at + 1000 * (index + 1),
      actual: told,
      failuresFree,
    });
  }
}
