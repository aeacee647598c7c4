import { randomUUID } from 'node:crypto';
import { problem } from './dashscope-answers.js';
import { type Region, type SimulatedModel, simulatedModels } from './dashscope-models.js';
import type { Store } from './dashscope-store.js';
import { chinaTime, createTasks, type Tasks, unknownTask } from './dashscope-tasks.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';

export interface AccountOptions {
  /** Which region's models there are; `intl` when left out. */
  readonly region?: Region | undefined;
}

export interface Desk {
  readonly kit: Kit;
  readonly region: Region;
  readonly store: Store;
  readonly tasks: Tasks;
  /** Whether this submit is one too many in its second; a submit that is not counts. */
  isTooFast(model: SimulatedModel): boolean;
}

export function createDesk(kit: Kit, options: AccountOptions & { readonly store: Store }): Desk {
  const submits = new Map<string, number[]>();
  return {
    kit,
    region: options.region ?? 'intl',
    store: options.store,
    tasks: createTasks(kit),
    isTooFast: ({ id, limits: [perSecond] }) => {
      const recent = (submits.get(id) ?? []).filter((at) => kit.now() - at < 1000);
      if (recent.length >= perSecond) return true;
      submits.set(id, [...recent, kit.now()]);
      return false;
    },
  };
}

const idPath = '(?<id>[^/]+)';

/** Poll, cancel, list, and the list of models. */
export function taskRoutes(desk: Desk): readonly Route[] {
  const { tasks } = desk;
  return [
    { method: 'GET', path: /^\/api\/v1\/tasks\/$/, operation: 'list', answer: (exchange) => list(exchange, desk) },
    {
      method: 'GET',
      path: new RegExp(`^/api/v1/tasks/${idPath}$`),
      operation: 'status',
      answer: (exchange) => {
        const id = exchange.parameters.id ?? '';
        const job = exchange.job(id);
        if (job === undefined) return { status: 200, json: unknownTask(id) };
        const word = exchange.fault('unknown-status-word');
        const status = tasks.statusOf(job, { counting: true });
        return { status: 200, json: tasks.show(job, word === undefined ? status : (word.word ?? 'HIBERNATING')) };
      },
    },
    {
      method: 'POST',
      path: new RegExp(`^/api/v1/tasks/${idPath}/cancel$`),
      operation: 'cancel',
      answer: (exchange) => {
        const job = exchange.job(exchange.parameters.id ?? '');
        if (job === undefined) return problem(404, 'NotFound', 'The task does not exist.');
        if (tasks.statusOf(job) !== 'PENDING') {
          return problem(400, 'UnsupportedOperation', 'Failed to cancel the task, please confirm its status.');
        }
        job.cancelledAt = desk.kit.now();
        return { status: 200, json: { request_id: randomUUID() } };
      },
    },
    {
      method: 'GET',
      path: /^\/api\/v1\/models$/,
      answer: () => ({
        status: 200,
        json: {
          request_id: randomUUID(),
          output: { total: simulatedModels.length, models: simulatedModels.map(({ id }) => ({ model: id })) },
        },
      }),
    },
  ];
}

const lifeMs = 86_400_000;

/** The account's tasks of at most 24 h, the last ones unless a time is named; without inputs. */
function list(exchange: Exchange, { kit, tasks }: Desk): Answer {
  const { query } = exchange.request;
  const now = digits(chinaTime(kit.now()));
  const start = query.start_time ?? digits(chinaTime(timeOf(query.end_time ?? now) - lifeMs));
  const end = query.end_time ?? digits(chinaTime(Math.min(timeOf(start) + lifeMs, kit.now())));
  const [from, to] = [timeOf(start), timeOf(end)];
  const page = Number(query.page_no ?? 1);
  const size = exchange.pageSize(Number(query.page_size ?? 10));
  if (Number.isNaN(from) || Number.isNaN(to) || to - from > lifeMs || !(page >= 1) || !(size >= 1)) {
    return problem(400, 'InvalidParameter', 'The time range or the page is invalid.');
  }
  const matching = exchange.listed().filter((job: SimulatedJob) => {
    // The filter counts in whole seconds.
    const inTime = job.createdAt >= from - 1000 && job.createdAt < to + 1000;
    const status = tasks.statusOf(job);
    return inTime && (query.model_name ?? job.endpoint) === job.endpoint && (query.status ?? status) === status;
  });
  return {
    status: 200,
    json: {
      request_id: randomUUID(),
      total: matching.length,
      total_page: Math.ceil(matching.length / size),
      page_no: page,
      page_size: size,
      data: matching.slice((page - 1) * size, page * size).map(tasks.row),
    },
  };
}

function digits(time: string): string {
  return time.slice(0, 19).replaceAll(/\D/g, '');
}

/** `20261121140001`, taken for the time of China. */
function timeOf(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
}
