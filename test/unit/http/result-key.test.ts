import { expect, it } from 'vitest';
import { createResultKey } from '../../../src/http/result-key.js';
import { createReplicate, credential } from '../../../src/providers/replicate.js';

const { apiOrigins, keyedResultDomains: domains } = createReplicate().facts;
const route = { provider: 'replicate', apiOrigins, credential: credential('r8_secret') };
const offered = { authorization: 'Bearer r8_secret' };

it.each([
  'https://replicate.delivery/xezq/a/output.mp4',
  'https://pbxt.replicate.delivery/a/output.mp4',
  'https://a.b.replicate.delivery/output.mp4?x=1',
  'https://REPLICATE.delivery:443/output.mp4',
])('offers the key of Replicate to its file host: %s', (url) => {
  expect(createResultKey({ ...route, domains })(url)).toEqual(offered);
});

it.each([
  'http://replicate.delivery/output.mp4',
  'https://replicate.delivery:8443/output.mp4',
  'https://replicate.delivery.example/output.mp4',
  'https://notreplicate.delivery/output.mp4',
  'https://replicate.delivery@files.example/output.mp4',
  'https://files.example/replicate.delivery/output.mp4',
  'https://storage.example/?host=replicate.delivery',
  'https://127.0.0.1/output.mp4',
  'file:///replicate.delivery/output.mp4',
  'replicate.delivery/output.mp4',
])('offers it to no other: %s', (url) => {
  expect(createResultKey({ ...route, domains })(url)).toBeUndefined();
});

it('offers the key of a gateway to the gateway alone', () => {
  const keyFor = createResultKey({ ...route, baseUrl: 'http://127.0.0.1:8080', domains });
  expect(keyFor('http://127.0.0.1:8080/files/a.mp4')).toEqual(offered);
  expect(keyFor('http://127.0.0.1:8081/files/a.mp4')).toBeUndefined();
  expect(keyFor('https://replicate.delivery/a.mp4')).toBeUndefined();
  expect(keyFor('https://api.replicate.com/a.mp4')).toBeUndefined();
});

it('has nothing to offer where no domain is named, or no key', () => {
  const url = 'https://replicate.delivery/a.mp4';
  expect(createResultKey({ ...route, domains: undefined })(url)).toBeUndefined();
  expect(createResultKey({ ...route, domains: undefined, baseUrl: 'http://gate.example' })(url)).toBeUndefined();
  expect(createResultKey({ ...route, domains, credential: undefined })(url)).toBeUndefined();
});
