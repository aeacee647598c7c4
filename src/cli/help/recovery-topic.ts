import type { JobStatus } from '../../jobs/job.js';
import { type Block, heading, terms, text } from './block.js';

/** Each state of a job, and what comes next. */
const states: Readonly<Record<JobStatus, string>> = {
  planned: 'written down; nothing has left this machine. wan resume r_... sends it, wan cancel withdraws it',
  uploaded: 'its pictures are where the provider reads them; nothing is billed. Next: as planned',
  submitting: 'the request may be on its way. After a crash: as unknown',
  submitted: 'the provider has it, and its id is in the ledger. wan resume waits for it',
  rendered: 'the clip is ready there, not yet here. wan resume fetches it',
  done: 'on disk',
  failed:
    "the provider's verdict on this request. Change it, or send it once more: --retry-failed of wan batch and wan chain, elsewhere --force",
  cancelled: 'the provider said so',
  unknown: 'the answer was lost: it may be accepted and billed. wan resume looks again, wan adopt decides',
  expired: 'the provider no longer keeps the result',
};

export function recoveryTopic(): readonly Block[] {
  return [
    text('Every step is in the ledger before it is taken. No clip is paid for twice, and none that was paid is lost.'),
    terms([
      ['Ctrl-C', 'stops waiting, never the paid job, and prints the command that goes on: wan resume r_...'],
      [
        'wan resume',
        'polls, looks up and downloads everything unfinished, soonest to expire first; submits nothing. With a run ' +
          'id it also submits what that run had not sent, within its cap',
      ],
      [
        'exit 9, unknown',
        'the answer to a submit was lost. wan looks for the job in the list of the provider and adopts it when exactly ' +
          'one matches. If it can not be certain it sends nothing and says where to look; then ' +
          'wan adopt <provider> <remote-id> --job j_... decides',
      ],
      [
        'the same command again',
        'costs nothing for what is there: a clip with the same explicit seed is reused, an unfinished one is continued, ' +
          'a failed one gives its error again. --retry-failed sends the failed rows of a batch once more, --force pays for every clip again',
      ],
      ['a download that fails', 'the clip stays at the provider, the job stays rendered: wan resume'],
      [
        'a lost ledger',
        'wan adopt <provider> --since 24h --manifest rows.csv gives the rows of a batch their jobs, before wan batch pays again; without --manifest it takes all other jobs',
      ],
      ['paid, not delivered', 'wan audit lists it for a refund request'],
    ]),
    heading('States of a job'),
    terms(Object.entries(states)),
  ];
}
