import { toJobReport } from '../jobs/job-report.js';
import { getJob, timeline } from '../jobs/ledger/jobs-table.js';
import { createRedactor } from '../jobs/redact.js';
import { formatMoney } from '../ui/format.js';
import type { CommandOutput } from './command-output.js';
import { againCommand } from './render/repeat-command.js';
import type { Session } from './session.js';

/** One job in full: every value and its origin, the redacted request, the timeline, cost, files, the command that repeats it. */
export async function explainJob(session: Session, id: string): Promise<CommandOutput> {
  const { sql } = await session.ledger();
  const job = getJob(sql, id);
  const redactor = createRedactor();
  const report = toJobReport(job);
  const events = timeline(sql, id);
  const command = redactor.text(againCommand(job));
  const intent = events.findLast(({ event }) => event.type === 'intent')?.event;
  const body = intent?.type === 'intent' ? redactor.json(intent.intent.body) : null;
  const values = Object.entries(job.request).map(([field, value]) => ({
    field,
    value: redactor.json(value),
    origin: job.origins[field as keyof typeof job.origins] ?? (field === 'seed' && job.seedDrawn ? 'drawn' : 'derived'),
  }));
  const data = {
    ...report,
    run: job.run,
    origins: job.origins,
    seedDrawn: job.seedDrawn,
    body,
    command,
    timeline: redactor.json(events),
  };
  const lines = [
    `${job.id}  ${report.status}  ${job.provider} ${job.endpoint}`,
    `run ${job.run}${report.remoteId === null ? '' : `  remote id ${report.remoteId}`}`,
    ...values.map(
      ({ field, value, origin }) =>
        `  ${field} = ${typeof value === 'string' ? value : JSON.stringify(value)}  (${origin})`,
    ),
    `cost ${formatMoney(report.cost.actual ?? report.cost.estimated, report.cost.currency)}${report.cost.actual === null ? ' (estimate)' : ''}`,
    ...(body === null ? [] : [`sent ${JSON.stringify(body)}`]),
    ...events.map(({ at, event }) => `  ${new Date(at).toISOString()}  ${event.type}`),
    ...report.outputs.map((path) => `file ${path}`),
    ...(report.error === null
      ? []
      : [`error: ${report.error.message}`, ...(report.error.hint === null ? [] : [`hint: ${report.error.hint}`])]),
    `again: ${command}`,
  ];
  return { data, text: `${redactor.text(lines.join('\n'))}\n` };
}
