import { onTestFinished } from 'vitest';
import type { Route } from '../../../simulators/kit/exchange.js';
import { type Simulator, startSimulator } from '../../../simulators/kit/simulator.js';

export const start = 1_763_700_000_000;

/** A service of three routes, to see the kit through. */
export async function startTiny(): Promise<Simulator> {
  const simulator = await startSimulator(
    (kit) => {
      const routes: readonly Route[] = [
        {
          method: 'POST',
          path: /^\/jobs$/,
          operation: 'submit',
          answer: (exchange) => {
            const job = exchange.accept({ endpoint: 'tiny', input: {} });
            return { status: 200, json: { id: job.id, outcome: job.outcome?.kind ?? null } };
          },
        },
        {
          method: 'GET',
          path: /^\/jobs\/(?<id>[^/]+)$/,
          operation: 'status',
          answer: (exchange) => {
            const job = exchange.job(exchange.parameters.id ?? '');
            if (job === undefined) return { status: 404, json: null };
            return { status: 200, json: { phase: kit.jobs.poll(job), outcome: job.outcome?.kind ?? null } };
          },
        },
        {
          method: 'GET',
          path: /^\/jobs$/,
          operation: 'list',
          answer: (exchange) => ({
            status: 200,
            json: exchange
              .listed()
              .slice(0, exchange.pageSize(50))
              .map(({ id }) => id),
          }),
        },
        {
          method: 'GET',
          path: /^\/broken$/,
          answer: () => {
            throw new Error('a route broke');
          },
        },
      ];
      return {
        routes,
        authorize: ({ headers }) => (headers.authorization === 'Key k' ? undefined : { status: 401, json: {} }),
        notFound: () => ({ status: 404, json: { detail: 'no such path' } }),
      };
    },
    { now: () => start },
  );
  onTestFinished(() => simulator.close().catch(() => {}));
  return simulator;
}

export const headers = { authorization: 'Key k' };
export const post = async (simulator: Simulator) =>
  await fetch(`${simulator.url}/jobs`, { method: 'POST', headers, redirect: 'manual' });
export const submit = async (simulator: Simulator): Promise<{ id: string; outcome: string | null }> =>
  JSON.parse(await (await post(simulator)).text());
export const poll = async (simulator: Simulator, id: string): Promise<{ phase: string; outcome: string | null }> =>
  JSON.parse(await (await fetch(`${simulator.url}/jobs/${id}`, { headers })).text());
export const list = async (simulator: Simulator): Promise<string[]> =>
  JSON.parse(await (await fetch(`${simulator.url}/jobs`, { headers })).text());
