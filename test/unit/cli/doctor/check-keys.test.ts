import { describe, expect, it } from 'vitest';
import { checkKey } from '../../../../src/cli/doctor/check-keys.js';
import { resolveSettings } from '../../../../src/config/settings.js';
import { WanError } from '../../../../src/errors.js';
import type { HttpResponse } from '../../../../src/http/client.js';
import type { Account } from '../../../../src/jobs/engine.js';
import { createFal } from '../../../../src/providers/fal.js';

const settings = resolveSettings({ flags: {}, presets: [], env: {}, project: undefined, user: undefined });

/** The finding about a fal key when every request to fal goes like this. */
async function falKey(send: () => Promise<HttpResponse>) {
  const provider = createFal();
  const signal = new AbortController().signal;
  const http = { send, submit: () => Promise.reject(new Error('a check never pays')) };
  const silent = async function* () {};
  const streams = { events: silent, sockets: silent };
  const call = { http, ...streams, settings: {}, signal, now: () => 0, confirmSend: () => {} };
  const account: Account = { provider, keyFingerprint: '', apiOrigin: 'https://fal.example', call: () => call };
  const options = { settings, needed: true, signal, deadlineMs: 20, onSkew: () => {} };
  return checkKey({ ...options, entry: { provider }, env: { FAL_KEY: 'k' }, account: () => account });
}

const answer = (status: number, json: HttpResponse['json']): HttpResponse => ({ status, headers: {}, text: '', json });

describe('a check of a key', () => {
  it('does not wait for a provider that says nothing', async () => {
    expect(await falKey(() => new Promise(() => {}))).toMatchObject([
      { status: 'problem', code: 'network.failed', detail: 'fal did not answer within 0.02 s' },
    ]);
  });

  it('is no verdict when the provider is too busy', async () => {
    const throttled = () => Promise.reject(new WanError('provider.throttled', 'fal: too many requests'));
    expect(await falKey(throttled)).toMatchObject([{ status: 'warning', code: null }]);
  });

  it('reads one page of a list and no further', async () => {
    let lists = 0;
    const found = await falKey(async () => {
      lists += 1;
      return lists === 1 ? answer(403, { detail: 'admin only' }) : answer(200, { items: [], next_cursor: 'more' });
    });
    expect(found).toMatchObject([{ status: 'ok', detail: 'accepted (FAL_KEY)' }]);
    expect(lists).toBe(2);
  });
});
