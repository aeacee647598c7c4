import { deliver } from '../../files/deliver.js';
import { markedPath } from '../../files/template.js';
import { download } from '../../http/download/download.js';
import { createDownloadDispatcher } from '../../http/download/download-connection.js';
import type { Delivered, Engine } from '../../jobs/engine.js';
import type { Job } from '../../jobs/job.js';
import { holdsLease, takenOver } from '../../jobs/ledger/leases.js';
import { type FoundClip, readClip, readHeldClip } from '../../media/inspect-clip.js';
import { addProvenance } from '../../media/provenance.js';
import type { Accounts } from '../accounts.js';
import type { Session } from '../session.js';
import { version } from '../version.js';

interface DeliveryParts extends Pick<Engine, 'sql' | 'owner'> {
  readonly session: Session;
  readonly accounts: Accounts;
}

/** Brings the files of a rendered job to their places. */
export function createDelivery({ session, accounts, ...ledger }: DeliveryParts): Engine['deliver'] {
  const { runtime } = session;
  const dispatchers = new Map<boolean, ReturnType<typeof createDownloadDispatcher>>();
  /** Kept for the next clip, which mostly comes from the same host. */
  const dispatcherFor = (allowPrivate: boolean) => {
    const dispatcher = dispatchers.get(allowPrivate) ?? createDownloadDispatcher({ env: runtime.env, allowPrivate });
    dispatchers.set(allowPrivate, dispatcher);
    return dispatcher;
  };
  return async (job, urls, onFraction): Promise<Delivered> => {
    const allowPrivate = await accounts.isPrivate(job.provider);
    const dispatcher = dispatcherFor(allowPrivate);
    const assertOurs = () => {
      if (!holdsLease(ledger.sql, job, ledger.owner)) throw takenOver(job.id);
    };
    const clips = [];
    for (const [index, url] of urls.entries()) {
      const address = accounts.reach(job.provider, url);
      let found: FoundClip | undefined;
      const clip = await deliver({
        job: job.id,
        path: index === 0 ? job.output : markedPath(job.output, String(index + 1)),
        overwrite: job.overwrite,
        wanted: { durationSeconds: job.request.duration, shortEdge: shortEdge(job.request.resolution) },
        assertOurs,
        download: (target) =>
          download({
            url: address,
            headers: accounts.resultHeaders(job.provider, address),
            headersIfRefused: accounts.resultKey(job.provider, address),
            target,
            dispatcher,
            signal: session.stop,
            allowPrivate,
            allowFile: job.provider === 'local',
            clock: runtime.clock,
            random: runtime.random,
            onProgress: ({ bytes, total }) => onFraction(total === null || total === 0 ? null : bytes / total),
          }),
        inspect: async ({ path, held }) => {
          found = held === undefined ? await readClip(path) : await readHeldClip(held);
          return found.clip;
        },
        addProvenance:
          job.provenance === 'none' ? undefined : (paths) => addProvenance({ ...paths, found }, provenanceOf(job)),
      });
      clips.push(clip);
    }
    return {
      outputs: clips.map((clip) => clip.path),
      bytes: clips[0]?.bytes ?? 0,
      warnings: clips.flatMap((clip) => clip.warnings),
    };
  };
}

function provenanceOf(job: Job) {
  return {
    mode: job.provenance === 'none' ? ('sidecar' as const) : job.provenance,
    version,
    provider: job.provider,
    model: job.endpoint,
    job: job.id,
    seed: job.seed,
  };
}

/** Pixels of the shorter edge that a resolution names; other words name no size. */
function shortEdge(resolution: string | undefined): number | undefined {
  const pixels = /^(\d{3,4})p$/i.exec(resolution ?? '')?.[1];
  return pixels === undefined ? undefined : Number(pixels);
}
