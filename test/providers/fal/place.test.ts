import { describe, expect, it } from 'vitest';
import { adopt, appOf, placesOf, submitUrl, toOperation } from '../../../src/providers/fal/place.js';
import { toSucceeded } from '../../../src/providers/fal/result.js';

const id = '764cabcf-b745-4b3e-ae38-1200304cf45b';

describe('where fal is asked about a request', () => {
  it.each([
    ['fal-ai/wan/v2.2-a14b/image-to-video/turbo', 'fal-ai/wan'],
    ['fal-ai/wan-25-preview/image-to-video', 'fal-ai/wan-25-preview'],
    ['wan/v2.6/image-to-video', 'wan/v2.6'],
    ['fal-ai/kling-video/v3/pro/image-to-video', 'fal-ai/kling-video'],
    ['workflows/studio/turntable/v2', 'workflows/studio/turntable'],
    ['comfy/studio/graph/run', 'comfy/studio/graph'],
  ])('%s belongs to %s', (endpoint, app) => {
    expect(appOf(endpoint)).toBe(app);
  });

  const built = `https://queue.fal.run/fal-ai/wan/requests/${id}`;
  const operationWith = (status: string) =>
    toOperation(id, { endpoint: 'fal-ai/wan/v2.2', urls: { status_url: status }, submittedAt: 1 });

  it('keeps a URL of the queue as it was given', () => {
    const given = `https://queue.fal.run/fal-ai/wan/v2.2/requests/${id}/status`;
    expect(operationWith(given).statusUrl).toBe(given);
  });

  it.each([
    'https://queue.fal.run.example/x',
    'http://queue.fal.run/x',
    'https://user@other.example/x',
    'not a url',
    'https://fal.media/files/x',
  ])('builds the URL instead of taking %s', (given) => {
    expect(operationWith(given).statusUrl).toBe(`${built}/status`);
  });

  it('trusts no journaled URL of another host either', () => {
    const operation = { ...operationWith(built), statusUrl: 'https://elsewhere.example/status' };
    expect(placesOf(operation)).toEqual([{ status: `${built}/status`, response: built, cancel: `${built}/cancel` }]);
  });

  it('escapes all but the slashes of an endpoint', () => {
    expect(submitUrl('fal-ai/wan?x#y/z')).toBe('https://queue.fal.run/fal-ai/wan%3Fx%23y/z');
  });
});

describe('adopting a fal request', () => {
  it('takes an id with its endpoint', () => {
    const operation = adopt(id, 'wan/v2.6/image-to-video');
    expect(operation).toMatchObject({ remoteId: id, responseUrl: `https://queue.fal.run/wan/v2.6/requests/${id}` });
    expect(operation).not.toHaveProperty('submittedAt');
  });

  it('takes a URL of the queue', () => {
    expect(adopt(`https://queue.fal.run/wan/v2.6/requests/${id}/status`, undefined)).toMatchObject({
      remoteId: id,
      statusUrl: `https://queue.fal.run/wan/v2.6/requests/${id}/status`,
    });
  });

  it('tries every app of Wan for a bare id', () => {
    const operation = adopt(id, undefined);
    expect(operation).toEqual({ remoteId: id });
    const statuses = placesOf(operation).map(({ status }) => status);
    expect(statuses[0]).toBe(`https://queue.fal.run/fal-ai/wan/requests/${id}/status`);
    expect(new Set(statuses).size).toBe(statuses.length);
    expect(statuses).toContain(`https://queue.fal.run/wan/v2.6/requests/${id}/status`);
  });

  it.each(['../../v1', '', 'https://elsewhere.example/wan/requests/1', 'a b'])('refuses %j', (text) => {
    expect(() => adopt(text, undefined)).toThrow('is not a fal request id');
  });
});

describe('the video in a result of fal', () => {
  const moment = { submittedAt: undefined, now: 0 };
  const url = 'https://v3b.fal.media/files/b/out.mp4';
  it.each([
    ['video', { video: { url, content_type: null, file_name: null } }],
    ['videos', { videos: [{ url }] }],
    ['video_url', { video_url: url }],
    ['some other place', { outputs: { clips: [{ file: `${url}?token=1` }] } }],
  ])('is found under %s', (_, json) => {
    const result = toSucceeded(json, moment);
    expect(result).toMatchObject({ status: 'succeeded' });
    expect(result.status === 'succeeded' && result.urls[0]?.startsWith(url)).toBe(true);
  });

  it('keeps a seed of 0 and leaves out one that is none', () => {
    expect(toSucceeded({ video: { url }, seed: 0 }, moment)).toMatchObject({ seed: 0 });
    expect(toSucceeded({ video: { url }, seed: 'x' }, moment)).toMatchObject({ seed: undefined });
  });

  it.each([null, {}, { video: null }, { video: { url: 'file:///etc/hosts' } }, { seed: 1 }])(
    'is missing in %j',
    (json) => {
      expect(toSucceeded(json, moment)).toMatchObject({ status: 'failed', moderated: false });
    },
  );
});
