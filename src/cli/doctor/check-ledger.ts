import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { migrations } from '../../jobs/ledger/migrations.js';
import { type Ledger, openLedger } from '../../jobs/ledger.js';
import { formatBytes, formatCount } from '../../ui/format.js';
import { type Finding, ok, problem, problems, skipped, warning } from './finding.js';

/** Checking every index of a larger ledger takes longer than somebody waits. */
const thoroughUpTo = 100_000_000;
const patienceMs = 3_000;

/** The ledger: sound, of a version that is known, and what in it waits for somebody. Makes none where there is none. */
export async function checkLedger(directory: string): Promise<readonly Finding[]> {
  const path = join(directory, 'ledger.sqlite');
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
  if (bytes === undefined) return [skipped('ledger', `none yet; the first run makes ${path}`)];
  try {
    const ledger = await openLedger(directory, { patienceMs });
    try {
      return [soundness(ledger, bytes), ...openEnds(ledger)];
    } finally {
      ledger.close();
    }
  } catch (error) {
    return problems('ledger', error);
  }
}

function soundness(ledger: Ledger, bytes: number): Finding {
  const pragma = bytes > thoroughUpTo ? 'quick_check' : 'integrity_check';
  const said = ledger.all(`PRAGMA ${pragma}(5)`).map((row) => String(Object.values(row)[0]));
  if (said.length === 1 && said[0] === 'ok') {
    const jobs = formatCount(Number(ledger.get('SELECT count(*) AS jobs FROM jobs')?.jobs ?? 0), 'job');
    return ok('ledger', `sound, ${jobs}, ${formatBytes(bytes)}, version ${migrations.length}, ${ledger.path}`);
  }
  return problem('ledger', 'local.ledger', {
    detail: `${ledger.path} is damaged: ${said.join('; ')}`,
    mend: `keep a copy of ${ledger.path}; rows of a batch are taken back with: wan adopt <provider> --since 24h --manifest rows.csv; other jobs without --manifest`,
  });
}

/** Jobs that may have been billed without an answer, and jobs that were paid and not fetched. */
function openEnds(ledger: Ledger): readonly Finding[] {
  const counts = new Map(
    ledger
      .all('SELECT status, count(*) AS jobs FROM jobs GROUP BY status')
      .map(({ status, jobs }) => [String(status), Number(jobs)]),
  );
  const sum = (...statuses: readonly string[]) => statuses.reduce((total, name) => total + (counts.get(name) ?? 0), 0);
  const unknown = sum('unknown', 'submitting');
  const unfinished = sum('submitted', 'rendered');
  const unsent = sum('planned', 'uploaded');
  const findings: Finding[] = [];
  if (unknown > 0)
    findings.push(
      warning('jobs', `${formatCount(unknown, 'job')} of unknown outcome: may have been billed`, 'wan resume'),
    );
  if (unfinished > 0)
    findings.push(warning('jobs', `${formatCount(unfinished, 'job')} submitted and not fetched`, 'wan resume'));
  if (unsent > 0)
    findings.push(
      skipped('jobs', `${formatCount(unsent, 'job')} planned and never submitted`, 'wan jobs --status planned'),
    );
  return findings.length > 0 ? findings : [ok('jobs', 'nothing is left unfinished')];
}
