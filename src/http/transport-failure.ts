import { ProxyFailure } from './proxy-failure.js';

/** A transport failure in one sentence and, where there is one, what to do about it. */
export interface TransportFailure {
  readonly text: string;
  readonly hint: string | undefined;
}

/** Says what went wrong between this machine and a host. Reads codes, not messages, save for the proxy's status. */
export function explainFailure(error: unknown, host: string): TransportFailure {
  const causes = unfold(error);
  const failed = causes.find((cause) => cause instanceof ProxyFailure);
  if (failed !== undefined) {
    const { text, hint } = explainFailure(failed.cause, failed.proxy);
    return { text: `the proxy fails: ${text}`, hint: hint ?? proxyHint };
  }
  const codes = new Set(causes.map(codeOf));
  const proxy = causes.map(({ message }) => /^Proxy response \((\d+)\)/.exec(message)?.[1]).find(Boolean);
  if (proxy !== undefined) return { text: `the proxy refused the connection to ${host} (${proxy})`, hint: proxyHint };
  const known = explanations.find(([known]) => known.some((code) => codes.has(code)));
  if (known !== undefined) return { text: known[1](host), hint: known[2] };
  const secure = causes.find((cause) => isTls(codeOf(cause)) || cause.message.includes('secure TLS connection'));
  if (secure !== undefined) return { text: `no secure connection to ${host}: ${firstLine(secure)}`, hint: tlsHint };
  const last = causes.at(-1);
  return {
    text: `the connection to ${host} broke${last === undefined ? '' : `: ${firstLine(last)}`}`,
    hint: undefined,
  };
}

const proxyHint = 'see HTTPS_PROXY and NO_PROXY';
const tlsHint = 'behind an inspecting proxy, name its certificate in NODE_EXTRA_CA_CERTS';

type Explanation = readonly [codes: readonly string[], text: (host: string) => string, hint?: string];

const explanations: readonly Explanation[] = [
  [['ECONNREFUSED'], (host) => `${host} refused the connection`],
  [['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_FAIL'], (host) => `the name ${host} was not found`],
  [['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'], (host) => `connecting to ${host} took too long`],
  [['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'], (host) => `${host} cannot be reached from here`],
  [['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'], (host) => `${host} fell silent`],
];

function isTls(code: string): boolean {
  return /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO$|HOSTNAME_MISMATCH$|INVALID_CA$)/.test(
    code,
  );
}

/** An error and what it wraps: causes, and the attempts on the several addresses of one host. */
function unfold(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors : [];
  return [error, ...inner.flatMap(unfold), ...unfold(error.cause)];
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function firstLine({ message, name }: Error): string {
  return (message.split('\n', 1)[0] ?? '').trim().slice(0, 200) || name;
}
