import type { Account } from '../../jobs/engine.js';
import type { JobRecord } from '../../jobs/job.js';
import type { JsonObject } from '../../json.js';
import { embedWorkflow } from '../models/workflow-desk.js';
import type { Workshop } from '../workshop.js';
import { expectedBody, type FileNames, mediaRoles } from './expected-body.js';

/** What a provider would be sent for a row, as `expectedBody` makes it; made once. */
export type RowBody = (record: JobRecord) => Promise<JsonObject | undefined>;

export function createRowBody({ models, media }: Workshop, { provider }: Account): RowBody {
  const bodies = new Map<string, Promise<JsonObject | undefined>>();
  return (record) => {
    const made = bodies.get(record.id) ?? make(record);
    bodies.set(record.id, made);
    return made;
  };

  async function make(record: JobRecord): Promise<JsonObject | undefined> {
    return expectedBody(provider, models, record, await namesOf(record));
  }

  /** How the files of a row are called in the body of its job, where their content tells. */
  async function namesOf(record: JobRecord): Promise<FileNames> {
    const { request, sources } = record;
    if (provider.nameOf === undefined) return {};
    const names: Record<string, string> = {};
    for (const role of mediaRoles) {
      const source = request[role];
      if (source === undefined || sources[role] === undefined) continue;
      const { file } = await media.prepare({ role, source, limits: models.of(record), preparation: request });
      names[role] = provider.nameOf(file);
    }
    if (request.workflow !== undefined) names.workflow = (await embedWorkflow(request.workflow)).url;
    return names;
  }
}
