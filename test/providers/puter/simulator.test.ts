import { describe, expect, it } from 'vitest';
import { clip } from '../../simulators/kit/media.js';
import { puterToken } from '../../simulators/puter.js';
import { intentOf, setUp } from './setup.js';

async function open(options: Parameters<typeof setUp>[0] = {}) {
  const { simulator } = await setUp(options);
  const ask = async (path: string, init: { json?: object; headers?: Record<string, string>; method?: string } = {}) => {
    const { json, headers = { authorization: `Bearer ${puterToken}` }, method } = init;
    const response = await fetch(simulator.url + path, {
      method: method ?? (json === undefined ? 'GET' : 'POST'),
      headers: { 'content-type': 'application/json', ...headers },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, bytes, text: new TextDecoder().decode(bytes) };
  };
  return { simulator, ask };
}

describe('the simulated Puter', () => {
  it('takes its token from the body, the header or x-api-key, and tells none from a wrong one', async () => {
    const { ask } = await open();
    expect((await ask('/whoami')).status).toBe(200);
    expect((await ask('/whoami', { headers: { 'x-api-key': puterToken } })).status).toBe(200);
    const inBody = { path: '/fox', auth_token: puterToken };
    expect((await ask('/stat', { json: inBody, headers: {} })).status).toBe(200);
    expect((await ask('/whoami', { headers: {} })).text).toContain('token_missing');
    expect((await ask('/whoami', { headers: { authorization: 'Bearer x' } })).text).toContain('token_auth_failed');
  });

  it('answers a call with the link, and keeps a copy at the path', async () => {
    const { simulator, ask } = await open();
    const { text } = await ask('/drivers/call', { json: intentOf().body });
    const link = simulator.media.clipUrl(simulator.jobs.last().id);
    expect(JSON.parse(text)).toEqual({ success: true, result: link, service: { name: 'ai-video' } });
    expect(JSON.parse((await ask('/stat', { json: { path: '~/wan-abc7.mp4' } })).text)).toMatchObject({
      path: '/fox/wan-abc7.mp4',
      is_dir: false,
      size: clip.length,
    });
    expect((await ask('/read?file=~/wan-abc7.mp4')).bytes).toEqual(new Uint8Array(clip));
  });

  it.each([
    ['another interface', { ...intentOf().body, interface: 'puter-image-generation' }, 404, 'not_found'],
    ['an unknown driver', { ...intentOf().body, driver: 'video' }, 404, 'not_found'],
    ['no prompt', { ...intentOf().body, args: {} }, 400, 'Missing prompt'],
    ['an unknown model', { ...intentOf().body, args: { prompt: 'x', model: 'y' } }, 400, 'Model not found: y'],
    [
      'a path of somebody else',
      { ...intentOf().body, args: { prompt: 'x', puter_output_path: '/owl/x.mp4' } },
      403,
      'access_denied',
    ],
  ])('refuses %s before anything is spent', async (_, json, status, text) => {
    const { simulator, ask } = await open();
    const answer = await ask('/drivers/call', { json });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
    expect(simulator.billableSubmits).toBe(0);
  });

  it('counts calls in 10 s', async () => {
    const { simulator, ask } = await open({ callsPerWindow: 1 });
    expect((await ask('/drivers/call', { json: intentOf().body })).status).toBe(200);
    expect((await ask('/drivers/call', { json: intentOf().body })).status).toBe(429);
    simulator.advance(10_000);
    expect((await ask('/drivers/call', { json: intentOf().body })).status).toBe(200);
    expect(simulator.billableSubmits).toBe(2);
  });

  it('lists its models to everybody', async () => {
    const { ask } = await open();
    expect((await ask('/puterai/video/models', { headers: {} })).text).toContain('togetherai:wan-ai/wan2.2-i2v-a14b');
    expect((await ask('/puterai/video/models/details', { headers: {} })).text).toContain('"puterId"');
  });

  it('lets a read link read its one file', async () => {
    const { simulator, ask } = await open();
    const { uid } = simulator.drive.save('~/a.mp4', clip);
    const other = simulator.drive.save('~/b.mp4', clip);
    const { text } = await ask('/auth/create-access-token', { json: { permissions: [`fs:${uid}:read`] } });
    const { token } = JSON.parse(text) as { token: string };
    expect((await ask(`/token-read?uid=${uid}&token=${token}`, { headers: {} })).status).toBe(200);
    expect((await ask(`/token-read?uid=${other.uid}&token=${token}`, { headers: {} })).status).toBe(401);
  });
});
