import { exitCodes } from '../../errors.js';
import { type Block, lines, terms, text } from './block.js';

/** Exit codes and what they mean; a test holds this list against the registry of errors. */
export const exitMeanings: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'everything asked for is on disk, or was only asked to be planned, submitted or listed'],
  [1, 'a bug in wan'],
  [2, 'usage, config, preset, manifest or request invalid; nothing was billed'],
  [3, 'some jobs of several failed, expired or were cancelled'],
  [4, 'a key is missing or was rejected'],
  [5, 'the provider refused (moderation, invalid input), or ended the job with an error'],
  [6, 'provider or network unavailable after retries; the download failed there; the result expired'],
  [7, 'something on this machine: disk, ffmpeg, bucket, ledger'],
  [8, 'still rendering; wan resume fetches it later'],
  [9, 'unknown outcome: it may have been billed; wan resume looks for it'],
  [10, 'money: a cap was reached, the cost was not confirmed, or the account has no credit'],
  [130, 'interrupted (Ctrl-C); the ledger is intact'],
  [143, 'terminated (SIGTERM); the ledger is intact'],
];

export function exitCodesTopic(): readonly Block[] {
  return [
    terms(exitMeanings.map(([code, meaning]) => [String(code), `${meaning}.${errorCodesOf(code)}`])),
    text(
      'One job ends wan with its own code. Of several jobs the gravest counts: 130 or 143, then 1, 9, 10, 4, 7; ' +
        'else 3 when any failed, expired or was cancelled; else 6, 8, 0.',
    ),
    text('With --json every error carries its code, a message, a hint and the exit code. Codes are never renamed:'),
    lines('wan generate hero.png -p "pan left" --json | jq -r .error.code'),
  ];
}

/** The error codes of the registry that end with this exit code. */
function errorCodesOf(exitCode: number): string {
  const codes = Object.entries(exitCodes).flatMap(([code, exit]) => (exit === exitCode ? code : []));
  return codes.length === 0 ? '' : ` Errors: ${codes.join(', ')}.`;
}
