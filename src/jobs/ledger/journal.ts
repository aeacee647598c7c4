import { digestOf, withDigests } from '../../data-uri.js';
import type { JobEvent } from '../job.js';

/** The event as the ledger keeps it: a data URI may be megabytes long, its digest tells as much. */
export function journalEvent(event: JobEvent): JobEvent {
  if (event.type === 'intent') return { ...event, intent: { ...event.intent, body: withDigests(event.intent.body) } };
  if (event.type !== 'uploaded') return event;
  const media = Object.entries(event.media).flatMap(([role, file]) =>
    file === undefined ? [] : [[role, { ...file, url: digestOf(file.url) }]],
  );
  return { ...event, media: Object.fromEntries(media) };
}
