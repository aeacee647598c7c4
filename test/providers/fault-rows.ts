import type { FaultRule } from '../simulators/kit/fault.js';
import type { ProviderBench } from './provider-bench.js';

/** How one fault must end: for the account, for the script, on the disk. */
export interface Ending {
  readonly submits: number;
  readonly exit: number;
  readonly status: string;
  readonly file: boolean;
  /** Billable submits in all after the same command was run again, with the fault gone. */
  readonly again: number;
}

export interface FaultRow {
  readonly name: string;
  readonly rules: readonly FaultRule[];
  readonly ending: Ending;
  /** How a resume ends once so much time has passed, where that is not how the run ended. */
  readonly later?: Pick<Ending, 'exit' | 'status'> & { readonly afterMs: number };
}

const done: Ending = { submits: 1, exit: 0, status: 'done', file: true, again: 1 };
const refused = (exit: number, status: string): Ending => ({
  submits: 0,
  exit,
  status,
  file: false,
  again: status === 'failed' ? 0 : 1,
});
export const endless = 1_000;

/** Every fault of the kit with what it must lead to. */
export function faultRows({
  reconciles,
  tellsExpiry,
  promisedLifeMs,
  keepsDenied,
  ownIds = false,
}: ProviderBench): FaultRow[] {
  const lost: Ending = reconciles ? done : { submits: 1, exit: 9, status: 'unknown', file: false, again: 1 };
  const doubtful: Ending = { submits: 0, exit: 9, status: 'unknown', file: false, again: 0 };
  const failed: Ending = { submits: 1, exit: 5, status: 'failed', file: false, again: 1 };
  const expired: Ending = { ...failed, exit: 6, status: 'expired', again: 2 };
  const denied: Ending = { ...failed, exit: 9, status: 'submitted' };
  const notFetched: Ending = { submits: 1, exit: 6, status: 'rendered', file: false, again: 1 };
  const on = (operation: FaultRule['on'], how: FaultRule['how'], times?: number): FaultRule[] => [
    { on: operation, how, ...(times === undefined ? {} : { times }) },
  ];
  const poll = (how: FaultRule['how']): FaultRule[] => on('status', how, 3);
  return [
    { name: 'nothing goes wrong', rules: [], ending: done },
    { name: 'submit: answer lost after acceptance', rules: on('submit', { kind: 'answer-lost' }), ending: lost },
    {
      name: 'submit: 500 after acceptance',
      rules: on('submit', { kind: 'http-after-acceptance', status: 500 }),
      ending: lost,
    },
    {
      name: 'submit: 504 after acceptance',
      rules: on('submit', { kind: 'http-after-acceptance', status: 504 }),
      ending: lost,
    },
    { name: 'submit: truncated answer', rules: on('submit', { kind: 'truncated' }), ending: lost },
    {
      name: 'submit: connection lost before processing',
      rules: on('submit', { kind: 'lost-before' }),
      ending: doubtful,
    },
    { name: 'submit: 503 without acceptance', rules: on('submit', { kind: 'http', status: 503 }), ending: doubtful },
    { name: 'submit: redirect', rules: on('submit', { kind: 'redirect' }), ending: doubtful },
    { name: 'submit: an HTML page', rules: on('submit', { kind: 'html' }), ending: doubtful },
    {
      name: 'submit: 429 once, with Retry-After',
      rules: on('submit', { kind: 'throttle', retryAfter: 2 }),
      ending: done,
    },
    { name: 'submit: 429 once, without Retry-After', rules: on('submit', { kind: 'throttle' }), ending: done },
    {
      name: 'submit: 429 for ever',
      rules: on('submit', { kind: 'throttle' }, endless),
      ending: refused(6, 'uploaded'),
    },
    { name: 'submit: no credit', rules: on('submit', { kind: 'no-credit' }), ending: refused(10, 'uploaded') },
    { name: 'submit: moderated', rules: on('submit', { kind: 'moderated-at-submit' }), ending: refused(5, 'failed') },
    { name: 'poll: dropped', rules: poll({ kind: 'lost-before' }), ending: done },
    { name: 'poll: 502', rules: poll({ kind: 'http', status: 502 }), ending: done },
    { name: 'poll: an HTML page', rules: poll({ kind: 'html' }), ending: done },
    { name: 'poll: truncated', rules: poll({ kind: 'truncated' }), ending: done },
    { name: 'poll: slow', rules: on('status', { kind: 'slow', ms: 50 }), ending: done },
    { name: 'poll: 429', rules: poll({ kind: 'throttle', retryAfter: 1 }), ending: done },
    { name: 'poll: unknown status word', rules: on('status', { kind: 'unknown-status-word' }, 2), ending: done },
    { name: 'the task fails', rules: on('submit', { kind: 'task-failed' }), ending: failed },
    { name: 'moderated at the result', rules: on('submit', { kind: 'moderated-at-result' }), ending: failed },
    {
      name: 'the result expired',
      rules: on('submit', { kind: 'result-expired' }),
      ...(promisedLifeMs === undefined
        ? { ending: keepsDenied === true ? denied : tellsExpiry ? expired : notFetched }
        : {
            ending: { ...expired, exit: 8, status: 'submitted' },
            later: { exit: expired.exit, status: expired.status, afterMs: promisedLifeMs },
          }),
    },
    ...(reconciles
      ? [
          {
            name: 'answer lost, and the list pages',
            rules: [...on('submit', { kind: 'answer-lost' }), ...on('list', { kind: 'list-pages', size: 1 })],
            ending: done,
          },
          {
            name: 'answer lost, and the list lags',
            rules: [...on('submit', { kind: 'answer-lost' }), ...on('list', { kind: 'list-lags', polls: 2 })],
            ending: done,
          },
          {
            name: 'answer lost, and several equal jobs in the list',
            rules: [...on('submit', { kind: 'answer-lost' }), ...on('submit', { kind: 'duplicate-jobs', count: 2 })],
            ending: ownIds ? done : { submits: 1, exit: 9, status: 'unknown', file: false, again: 1 },
          },
        ]
      : []),
    { name: 'download: 404', rules: on('download', { kind: 'download', how: '404' }, endless), ending: notFetched },
    {
      name: 'download: an HTML page',
      rules: on('download', { kind: 'download', how: 'html' }, endless),
      ending: notFetched,
    },
    { name: 'download: short', rules: on('download', { kind: 'download', how: 'short' }, endless), ending: notFetched },
    { name: 'download: cut once', rules: on('download', { kind: 'download', how: 'cut-once' }), ending: done },
    {
      name: 'download: redirected to another host',
      rules: on('download', { kind: 'download', how: 'redirect-other-host' }),
      ending: done,
    },
  ];
}

/** The outcome of a job does not go away with the fault that set it. */
export function stillDead({ rules, ending }: FaultRow): boolean {
  return ['submitted', 'rendered'].includes(ending.status) && rules.some(({ how }) => how.kind === 'result-expired');
}
