import { providerIds } from '../../src/providers/request.js';
import type { Import, SourceFile } from './source-file.js';

/** What may be imported from everywhere: these know nothing of the program. */
const leaves = ['errors', 'runtime', 'json', 'closest', 'data-uri', 'group-by', 'shell-word'];

interface Arrow {
  /** A layer (`jobs`), or one file of it without its ending (`providers/request`). */
  readonly to: string;
  /** Only types may cross: nothing is left of the arrow at run time. */
  readonly typesOnly?: true;
  /** Why, where the arrow is not in the picture of the layers. */
  readonly because?: string;
}

/** Which layer may import what; a layer may always import itself and the leaves. */
const arrows: Readonly<Record<string, readonly Arrow[]>> = {
  main: [{ to: 'cli' }],
  cli: [
    'batch',
    'catalogue',
    'config',
    'files',
    'film',
    'gallery',
    'http',
    'jobs',
    'media',
    'providers',
    'ui',
    'upload',
  ].map((to) => ({ to })),
  batch: [{ to: 'jobs' }, { to: 'config' }, { to: 'catalogue' }, { to: 'providers/request' }],
  film: [
    { to: 'jobs' },
    { to: 'media' },
    { to: 'providers/request' },
    { to: 'config', because: 'a storyboard is a data file with the faults, paths and trust of one' },
  ],
  jobs: [
    { to: 'catalogue' },
    { to: 'http/retry' },
    { to: 'files' },
    { to: 'providers/request' },
    { to: 'providers/provider', typesOnly: true },
    { to: 'providers/provider-facts', typesOnly: true },
  ],
  media: [
    { to: 'http' },
    { to: 'files' },
    { to: 'providers/request', typesOnly: true, because: 'a prepared file is handed over as a MediaFile' },
  ],
  upload: [
    { to: 'http' },
    { to: 'files' },
    { to: 'providers/request', typesOnly: true, because: 'a hosted file is handed over as a HostedFile' },
    { to: 'providers/provider', typesOnly: true, because: 'a provider may take files itself' },
    { to: 'providers/provider-facts', typesOnly: true, because: 'the place of a file follows from them' },
  ],
  config: [{ to: 'providers/request' }],
  catalogue: [
    { to: 'providers/request' },
    { to: 'providers/provider', typesOnly: true, because: 'prices are Money' },
    { to: 'providers/model-schema', typesOnly: true, because: 'live schemas have the shape of its parameters' },
  ],
  providers: [{ to: 'http' }],
  ui: [{ to: 'jobs/report', typesOnly: true }],
  gallery: [
    { to: 'jobs/report', typesOnly: true },
    { to: 'ui/format', because: 'one spelling of money and time on every page and screen' },
    { to: 'jobs/redact' },
    { to: 'jobs/job', typesOnly: true },
    { to: 'providers/request', typesOnly: true },
    { to: 'media', because: 'a poster is a frame of a clip' },
    { to: 'files' },
  ],
  http: [],
  files: [],
  errors: [],
  runtime: [],
  json: [],
  closest: [],
  'data-uri': [],
  'group-by': [],
  'shell-word': [],
};

/** Imports of our own files that no arrow allows. */
export function checkLayers(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter(({ target }) => target.startsWith('src/'))
      .flatMap((each) => {
        const fault = faultOf(file.path, each);
        return fault === undefined ? [] : [`${file.path}:${each.line} imports ${each.target}: ${fault}`];
      }),
  );
}

function faultOf(path: string, { target, kind }: Import): string | undefined {
  const from = layerOf(path);
  const to = layerOf(target);
  if (from === 'providers' && to === 'providers') return providerFault(path, target);
  if (from === to || leaves.includes(to)) return undefined;
  const known = arrows[from];
  if (known === undefined) return `${from} is not a layer of this program; give it its arrows`;
  const module = target.replace(/^src\//, '').replace(/\.ts$/, '');
  const arrow = known.find((each) => each.to === to || each.to === module);
  if (arrow === undefined) {
    const allowed = known.map((each) => each.to).join(', ');
    return `${from} may import ${allowed === '' ? 'leaves only' : allowed}, not ${module}`;
  }
  return arrow.typesOnly === true && kind !== 'type' ? `${from} may take types from there, nothing else` : undefined;
}

/** Each provider is a world of its own beside what all share; only the registry knows them all. */
function providerFault(path: string, target: string): string | undefined {
  const [own, other] = [providerOf(path), providerOf(target)];
  if (other === undefined || own === other || path === 'src/providers/registry.ts') return undefined;
  return own === undefined ? 'what providers share knows none of them' : 'providers know nothing of each other';
}

function providerOf(path: string): string | undefined {
  const name = path.replace(/^src\/providers\//, '').replace(/(\.ts|\/.*)$/, '');
  return providerIds.find((id) => id === name);
}

/** `src/jobs/ledger.ts` is in `jobs`, `src/errors.ts` is `errors`. */
function layerOf(path: string): string {
  return path.split('/')[1]?.replace(/\.ts$/, '') ?? '';
}
