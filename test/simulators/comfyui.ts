import type { JsonValue } from '../../src/json.js';
import type { Desk } from './comfyui-desk.js';
import { type FileOptions, fileRoutes, type InputFolder } from './comfyui-files.js';
import { type ModelFiles, nodeClasses, templateFiles } from './comfyui-nodes.js';
import { type AtLeast, promptRoutes } from './comfyui-prompts.js';
import { createSockets, type Sockets, statusOf } from './comfyui-socket.js';
import type { Answer, RecordedRequest, Route } from './kit/exchange.js';
import {
  type Kit,
  type ServiceDefinition,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from './kit/simulator.js';

export interface ComfyuiOptions extends SimulatorOptions, FileOptions {
  /** 0.36.0 when left out. */
  readonly version?: string;
  readonly files?: Partial<ModelFiles>;
  /** Pictures that lie in the input folder. */
  readonly images?: readonly string[];
  /** Headers that a proxy in front of it asks for, of everything that comes; lower-case names. */
  readonly proxyHeaders?: Readonly<Record<string, string>>;
  /** Node classes that this server lacks. */
  readonly without?: readonly string[];
}

export interface ComfyuiSimulator extends Simulator {
  /** Client ids of the sockets that are open. */
  clients(): readonly string[];
  /** Sends a message to a client, which need not be a truthful one: text, or bytes as a binary message. */
  push(clientId: string, message: string | Uint8Array): void;
  /** Breaks the connection of a client without a word. */
  hangUp(clientId: string): void;
}

/** A ComfyUI server, written from its document. Its files come from its own origin. */
export async function startComfyui(options: ComfyuiOptions = {}): Promise<ComfyuiSimulator> {
  let sockets: Sockets | undefined;
  const simulator = await startSimulator((kit) => {
    const service = defineComfyui(kit, options);
    sockets = service.sockets;
    return service;
  }, options);
  if (sockets === undefined) throw new Error('the service was not defined');
  const { clients, push, hangUp, tell, stop } = sockets;
  return {
    ...simulator,
    get billableSubmits() {
      return simulator.billableSubmits;
    },
    clients,
    push,
    hangUp,
    advance: (ms) => {
      simulator.advance(ms);
      tell();
    },
    close: async () => {
      stop();
      await simulator.close();
    },
  };
}

function defineComfyui(kit: Kit, options: ComfyuiOptions): ServiceDefinition & { readonly sockets: Sockets } {
  const { version = '0.36.0', without = [] } = options;
  const files = { ...templateFiles, ...options.files };
  const classes = Object.fromEntries(Object.entries(nodeClasses(files)).filter(([name]) => !without.includes(name)));
  const folder: InputFolder = new Map((options.images ?? []).map((name) => [name, Buffer.from(name)]));
  const bench = { classes, hasImage: (name: string) => folder.has(name) };
  const desk: Desk = { kit, bench, removed: new Set(), interrupted: new Set() };
  const sockets = createSockets(desk);
  const atLeast: AtLeast = (wanted) => version.localeCompare(wanted, 'en', { numeric: true }) >= 0;
  return {
    routes: [
      ...promptRoutes(desk, atLeast),
      ...fileRoutes(kit, folder, options),
      get('object_info/(?<name>[^/]+)', ({ name = '' }) => {
        const found = classes[name];
        const input = found && { required: found.required, ...(found.optional && { optional: found.optional }) };
        return found === undefined
          ? {}
          : { [name]: { input, output: found.output, output_node: found.isOutput ?? false } };
      }),
      get('prompt', () => statusOf(desk)),
      get('models', () => Object.keys(files)),
      get('models/(?<folder>[^/]+)', ({ folder: name = '' }) => files[name as keyof ModelFiles] ?? []),
      get('system_stats', () => ({
        system: { comfyui_version: version, python_version: '3.12', argv: ['main.py'] },
        devices: [{ name: 'cuda:0', type: 'cuda', vram_total: 24 * 2 ** 30, vram_free: 20 * 2 ** 30 }],
      })),
    ],
    authorize: (request) => refuseOrigin(request) ?? (passesProxy(request, options) ? undefined : signInPage),
    notFound: () => ({ status: 404, text: '404: Not Found' }),
    upgrade: (incoming, socket) => {
      if (passesProxy(incoming, options)) sockets.accept(incoming, socket);
      else socket.end('HTTP/1.1 302 Found\r\nlocation: /sign-in\r\nconnection: close\r\n\r\n');
    },
    sockets,
  };
}

function get(path: string, read: (parameters: Readonly<Record<string, string>>) => unknown): Route {
  return {
    method: 'GET',
    path: new RegExp(`^(?:/api)?/${path}$`),
    operation: 'schema',
    answer: ({ parameters }) => ({ status: 200, json: read(parameters) as JsonValue }),
  };
}

/** Proxies send whoever they don't know to a page. */
const signInPage: Answer = { status: 302, headers: { location: '/sign-in' } };

function passesProxy(
  { headers }: { readonly headers: Readonly<Record<string, string | readonly string[] | undefined>> },
  { proxyHeaders = {} }: ComfyuiOptions,
): boolean {
  return Object.entries(proxyHeaders).every(([name, value]) => headers[name] === value);
}

/** No key exists; a page of another site is kept out. */
function refuseOrigin({ headers }: RecordedRequest): Answer | undefined {
  const { origin, host } = headers;
  return origin === undefined || new URL(origin).host === host ? undefined : { status: 403, text: '' };
}
