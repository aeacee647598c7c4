import type { Answer, Exchange, RecordedRequest, Route } from './exchange.js';
import { createFaults, type FaultRule, isOutcome, type ServiceFault, type Struck } from './fault.js';
import { createJobs, type Jobs, type SimulatedJob } from './jobs.js';
import { type Handler, listen, type Upgrade } from './listener.js';
import { createMediaStore, type MediaStore, serveFile } from './media.js';

/** What the kit gives to a service that is being defined. */
export interface Kit {
  readonly jobs: Jobs;
  readonly media: MediaStore;
  /** Origin of the API listener. */
  readonly url: string;
  /** Epoch milliseconds of the simulator's clock. */
  now(): number;
}

/** One service, written from its document. */
export interface ServiceDefinition {
  readonly routes: readonly Route[];
  /** Routes of the media listener besides `GET /files/...`, such as signed uploads; never asked for a key. */
  readonly mediaRoutes?: readonly Route[];
  /** The refusal of a request without a valid key; undefined lets it pass. */
  authorize(request: RecordedRequest): Answer | undefined;
  notFound(request: RecordedRequest): Answer;
  /** For services with WebSockets. */
  readonly upgrade?: Upgrade;
}

export interface SimulatorOptions {
  /** A clock to share with the code under test; real time when left out. `advance` adds to either. */
  readonly now?: () => number;
  readonly newId?: () => string;
  /** The clip of a job; the same 1 s MP4 for every job when left out. */
  readonly clipOf?: (jobId: string) => Uint8Array;
}

export interface Simulator extends Kit {
  /** Requests to the API listener, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Requests to the media listener: downloads and signed uploads. */
  readonly downloads: readonly RecordedRequest[];
  /** Accepted submits: what the account would pay for. */
  readonly billableSubmits: number;
  /** Moves the simulator's time on, milliseconds. */
  advance(ms: number): void;
  fail(rule: FaultRule): void;
  clearFaults(): void;
  /** @throws what broke inside a route, if anything did: a fault of the simulator, not of its client */
  close(): Promise<void>;
}

/** Starts a service on two free ports of 127.0.0.1: its API, and its media, as another host would serve it. */
export async function startSimulator(
  define: (kit: Kit) => ServiceDefinition,
  options: SimulatorOptions = {},
): Promise<Simulator> {
  let advanced = 0;
  const now = () => (options.now ?? Date.now)() + advanced;
  const origins = { api: '', media: '' };
  const faults = createFaults();
  const jobs = createJobs(now, options.newId);
  const media = createMediaStore(() => origins.media, options.clipOf);
  const broken: unknown[] = [];
  const kit: Kit = {
    jobs,
    media,
    get url() {
      return origins.api;
    },
    now,
  };
  const service = define(kit);
  const shared: Omit<Handler, 'routes' | 'authorize' | 'onRequest'> = {
    now,
    strike: faults.strike,
    exchange: (request, parameters, struck) => createExchange({ request, parameters, struck, kit }),
    notFound: service.notFound,
    onBroken: (error) => broken.push(error),
  };
  const requests: RecordedRequest[] = [];
  const downloads: RecordedRequest[] = [];
  const api = await listen({
    ...shared,
    routes: service.routes,
    authorize: service.authorize,
    onRequest: (request) => requests.push(request),
    upgrade: service.upgrade,
  });
  const files = await listen({
    ...shared,
    routes: [...(service.mediaRoutes ?? []), ...fileRoutes(media)],
    authorize: () => undefined,
    onRequest: (request) => downloads.push(request),
  });
  Object.assign(origins, { api: api.url, media: files.url });
  return {
    ...kit,
    url: api.url,
    requests,
    downloads,
    get billableSubmits() {
      return jobs.accepted;
    },
    advance: (ms) => {
      advanced += ms;
    },
    fail: faults.add,
    clearFaults: faults.clear,
    close: async () => {
      await Promise.all([api.close(), files.close()]);
      if (broken.length > 0) throw broken[0];
    },
  };
}

function fileRoutes(media: MediaStore): readonly Route[] {
  return ['GET', 'HEAD'].map((method) => ({
    method,
    path: /^\/files\/.+$/,
    operation: 'download',
    open: true,
    answer: ({ request, download }) => serveFile(media, request, download),
  }));
}

interface ExchangeParts {
  readonly request: RecordedRequest;
  readonly parameters: Readonly<Record<string, string>>;
  readonly struck: Struck;
  readonly kit: Kit;
}

function createExchange({ request, parameters, struck, kit: { jobs, now } }: ExchangeParts): Exchange {
  const outcome = struck.service.find(isOutcome);
  const fault = <K extends ServiceFault['kind']>(kind: K) =>
    struck.service.find((candidate): candidate is Extract<ServiceFault, { kind: K }> => candidate.kind === kind);
  return {
    request,
    parameters,
    fault,
    download: struck.download,
    accept: (job) => jobs.accept({ ...job, outcome, copies: fault('duplicate-jobs')?.count }),
    job: (id) => {
      const job = jobs.find(id);
      if (job !== undefined && outcome !== undefined) job.outcome = outcome;
      return job;
    },
    listed: () => {
      const lag = fault('list-lags');
      return jobs.all.filter((job) => isListed(job, lag, now())).toReversed();
    },
    pageSize: (normal) => fault('list-pages')?.size ?? normal,
  };
}

function isListed(
  job: SimulatedJob,
  lag: Extract<ServiceFault, { kind: 'list-lags' }> | undefined,
  now: number,
): boolean {
  job.listRequests += 1;
  return now - job.createdAt >= (lag?.ms ?? 0) && job.listRequests > (lag?.polls ?? 0);
}
