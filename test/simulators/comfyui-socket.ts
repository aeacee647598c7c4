import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { JsonObject } from '../../src/json.js';
import { type Desk, whereabouts } from './comfyui-desk.js';
import { acceptHandshake, closingFrame, frameOf } from './comfyui-frames.js';
import { outputsOf } from './comfyui-outputs.js';
import { isObject } from './comfyui-validation.js';
import type { SimulatedJob } from './kit/jobs.js';

/** The WebSocket of the server: `/ws?clientId=...`. */
export interface Sockets {
  accept(incoming: IncomingMessage, socket: Duplex): void;
  clients(): readonly string[];
  push(clientId: string, message: string | Uint8Array): void;
  hangUp(clientId: string): void;
  /** Sends what has happened since the last time. */
  tell(): void;
  stop(): void;
}

/** Real time between two looks at the jobs, ms. */
const lookEveryMs = 10;

export function createSockets(desk: Desk): Sockets {
  const open = new Map<string, Duplex>();
  const told = new Map<string, string>();
  const timer = setInterval(tell, lookEveryMs);
  timer.unref();
  let queueTold = '';

  function push(clientId: string, message: string | Uint8Array): void {
    open.get(clientId)?.write(frameOf(message));
  }

  function send(clientId: string, type: string, data: JsonObject): void {
    push(clientId, JSON.stringify({ type, data }));
  }

  function tell(): void {
    for (const job of desk.kit.jobs.all) tellOf(job);
    const status = statusOf(desk);
    if (queueTold === JSON.stringify(status)) return;
    queueTold = JSON.stringify(status);
    for (const clientId of open.keys()) send(clientId, 'status', { status });
  }

  /** Events of a prompt go to the client that sent it, and to nobody else. */
  function tellOf(job: SimulatedJob): void {
    const clientId = typeof job.input.client_id === 'string' ? job.input.client_id : '';
    const events = eventsOf(job, desk);
    const latest = JSON.stringify(events);
    if (!open.has(clientId) || told.get(job.id) === latest) return;
    told.set(job.id, latest);
    for (const [type, data] of events) send(clientId, type, { ...data, prompt_id: job.id });
  }

  return {
    accept: (incoming, socket) => {
      const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://simulator');
      const { origin, host } = incoming.headers;
      const isForeign = origin !== undefined && new URL(origin).host !== host;
      if (!/^(?:\/api)?\/ws$/.test(pathname) || isForeign || !acceptHandshake(incoming, socket)) {
        socket.end(`HTTP/1.1 ${isForeign ? '403 Forbidden' : '404 Not Found'}\r\nconnection: close\r\n\r\n`);
        return;
      }
      const sid = searchParams.get('clientId') ?? 'made-here';
      // The same id again takes the place of the older socket.
      open.get(sid)?.end(closingFrame);
      open.set(sid, socket);
      for (const job of desk.kit.jobs.all) if (job.input.client_id === sid) told.delete(job.id);
      socket.on('data', (chunk: Buffer) => {
        if (((chunk[0] ?? 0) & 15) === 8) socket.end(closingFrame);
      });
      // Left half open otherwise, as sockets of an HTTP server are.
      socket.on('end', () => socket.end());
      socket.on('close', () => {
        if (open.get(sid) === socket) open.delete(sid);
      });
      send(sid, 'status', { status: statusOf(desk), sid });
      tell();
    },
    clients: () => [...open.keys()],
    push,
    hangUp: (clientId) => open.get(clientId)?.destroy(),
    tell,
    stop: () => clearInterval(timer),
  };
}

/** How much is left to do, as `GET /prompt` says it too. */
export function statusOf(desk: Desk): JsonObject {
  const left = desk.kit.jobs.all.filter((job) => ['pending', 'running'].includes(whereabouts(job, desk)));
  return { exec_info: { queue_remaining: left.length } };
}

/** What a client hears of a prompt, by where it stands now. */
function eventsOf(job: SimulatedJob, desk: Desk): readonly (readonly [string, JsonObject])[] {
  const timestamp = desk.kit.now();
  const place = whereabouts(job, desk);
  if (place === 'running') return runningEvents(job, desk);
  if (place !== 'history') return [];
  if (desk.interrupted.has(job.id)) return [['execution_interrupted', { node_id: 'k1', timestamp: 0 }]];
  if (job.outcome?.kind === 'task-failed') return [['execution_error', { node_id: 'k1', timestamp: 0 }]];
  return [
    ...Object.entries(outputsOf(job, desk)).map(
      ([id, output]) => ['executed', { node: id, display_node: id, output }] as const,
    ),
    ['execution_success', { timestamp: Math.min(timestamp, 0) }],
    ['executing', { node: null }],
  ];
}

/** The samplers, one after the other, as far as the clock says. */
function runningEvents(job: SimulatedJob, { kit }: Desk): readonly (readonly [string, JsonObject])[] {
  const graph = isObject(job.input.prompt) ? job.input.prompt : {};
  const samplers = Object.entries(graph).flatMap(([id, node]) => {
    const steps = isObject(node) && isObject(node.inputs) ? node.inputs.steps : undefined;
    return typeof steps === 'number' ? [{ id, steps }] : [];
  });
  const max = Math.max(Math.ceil((samplers[0]?.steps ?? 1) / Math.max(samplers.length, 1)), 1);
  const share = (kit.now() - job.createdAt - job.profile.queuedMs) / Math.max(job.profile.renderingMs, 1);
  const done = Math.floor(Math.min(Math.max(share, 0), 1) * max * samplers.length);
  const events: (readonly [string, JsonObject])[] = [
    ['execution_start', { timestamp: 0 }],
    ['execution_cached', { nodes: [], timestamp: 0 }],
  ];
  for (const [index, { id }] of samplers.entries()) {
    const value = Math.min(Math.max(done - index * max, 0), max);
    if (index > 0 && value === 0) break;
    const state = { value, max, state: value === max ? 'finished' : 'running', node_id: id, display_node_id: id };
    events.push(['executing', { node: id, display_node: id }]);
    events.push(['progress_state', { nodes: { [id]: state } }], ['progress', { value, max, node: id }]);
  }
  return events;
}
