import { access } from 'node:fs/promises';
import { baseUrlVariable } from '../../config/base-url.js';
import { redactUrl } from '../../config/redact.js';
import { readProxySettings } from '../../http/proxy-settings.js';
import { type ProviderId, providerIds } from '../../providers/request.js';
import { type Finding, ok, problem, problems } from './finding.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What stands between here and the services: proxies, further certificates, hosts that replace those of a provider. */
export async function checkProxy(env: Environment): Promise<readonly Finding[]> {
  try {
    const { httpProxy, httpsProxy, noProxy } = readProxySettings(env);
    const parts = [
      httpsProxy === '' ? '' : `https through ${address(httpsProxy)}`,
      httpProxy === '' ? '' : `http through ${address(httpProxy)}`,
      noProxy === '' || httpsProxy + httpProxy === '' ? '' : `except for ${noProxy}`,
    ].filter((part) => part !== '');
    return [
      ok('proxy', parts.length === 0 ? 'none' : parts.join(', ')),
      ...replacedHosts(env),
      ...(await authorities(env)),
    ];
  } catch (error) {
    return problems('proxy', error);
  }
}

function replacedHosts(env: Environment): readonly Finding[] {
  const replaced = providerIds.flatMap((id: ProviderId) => {
    const url = env[baseUrlVariable(id)];
    return url === undefined || url === '' ? [] : [`${id} at ${address(url)}`];
  });
  return replaced.length === 0 ? [] : [ok('hosts', `replaced by WAN_<PROVIDER>_BASE_URL: ${replaced.join(', ')}`)];
}

/** Node itself passes over a file that it can't read, and every connection through the proxy then fails. */
async function authorities({ NODE_EXTRA_CA_CERTS: file }: Environment): Promise<readonly Finding[]> {
  if (file === undefined || file === '') return [];
  try {
    await access(file);
    return [ok('certificates', `those of ${file} are trusted too`)];
  } catch {
    return [
      problem('certificates', 'config.invalid', {
        detail: `NODE_EXTRA_CA_CERTS names ${file}, which can't be read`,
        mend: 'correct the path, or unset NODE_EXTRA_CA_CERTS',
      }),
    ];
  }
}

/** Without the password, and without the path that says nothing. */
function address(url: string): string {
  return redactUrl(url).replace(/\/$/, '');
}
