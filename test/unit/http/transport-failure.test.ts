import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../../src/http/transport-failure.js';

const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

describe('a transport failure in words', () => {
  it.each([
    ['ECONNREFUSED', 'api.example refused the connection'],
    ['ENOTFOUND', 'the name api.example was not found'],
    ['EAI_AGAIN', 'the name api.example was not found'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connecting to api.example took too long'],
    ['ETIMEDOUT', 'connecting to api.example took too long'],
    ['ENETUNREACH', 'api.example cannot be reached from here'],
    ['UND_ERR_HEADERS_TIMEOUT', 'api.example fell silent'],
    ['CERT_HAS_EXPIRED', 'no secure connection to api.example: CERT_HAS_EXPIRED'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'no secure connection to api.example: ERR_TLS_CERT_ALTNAME_INVALID'],
    ['EPROTO', 'no secure connection to api.example: EPROTO'],
    ['ECONNRESET', 'the connection to api.example broke: ECONNRESET'],
  ])('%s: %s', (code, text) => {
    expect(explainFailure(coded(code), 'api.example').text).toBe(text);
  });

  it('is looked for inside what wraps it', () => {
    const attempts = new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')], '');
    expect(explainFailure(new TypeError('fetch failed', { cause: attempts }), 'localhost').text).toBe(
      'localhost refused the connection',
    );
  });

  it('names the status of a proxy and where to look', () => {
    const error = new Error('x', { cause: new Error('Proxy response (407) !== 200 when HTTP Tunneling') });
    expect(explainFailure(error, 'api.example')).toEqual({
      text: 'the proxy refused the connection to api.example (407)',
      hint: 'see HTTPS_PROXY and NO_PROXY',
    });
  });

  it('is the innermost sentence, one line of it, where no code is known', () => {
    const error = new TypeError('fetch failed', { cause: new Error(`other side closed\n${'x'.repeat(900)}`) });
    expect(explainFailure(error, 'api.example').text).toBe('the connection to api.example broke: other side closed');
    expect(explainFailure('odd', 'api.example').text).toBe('the connection to api.example broke');
  });
});
