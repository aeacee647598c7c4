import { describe, expect, it } from 'vitest';
import { needsAttention } from '../../../src/gallery/report-data.js';
import { refusedJob, reportOf, sampleJob } from './report-sample.js';

describe('a row of a report', () => {
  it('tells what was asked for, what it cost, how long it took and how to repeat it', () => {
    const job = sampleJob({
      row: 4,
      actual: { amount: 0.12, currency: 'USD' },
      request: { prompt: 'a', duration: 5, fps: 16 },
    });
    expect(reportOf([job]).rows[0]).toMatchObject({
      id: 'j_1',
      run: 'r_1',
      name: 'hero',
      status: 'done',
      provider: 'fal',
      model: 'wan-2.2-turbo',
      endpoint: 'fal-ai/wan/turbo',
      prompt: 'a',
      seed: 7,
      cost: { estimated: 0.1, actual: 0.12, currency: 'USD' },
      reused: false,
      row: 4,
      outputs: ['/clips/hero.mp4'],
      error: null,
      command: "wan generate undefined --prompt 'a'",
      seconds: 5,
      fps: 16,
      timing: { totalMs: 32_310 },
    });
  });

  it('has its parameters in the order of the request, raw ones by their keys', () => {
    const request = { prompt: 'a', seed: 0, resolution: '720p', safetyChecker: false, extra: { motion: { speed: 2 } } };
    expect(reportOf([sampleJob({ request })]).rows[0]?.parameters).toEqual([
      { name: 'resolution', value: '720p' },
      { name: 'safetyChecker', value: 'false' },
      { name: 'set.motion', value: '{"speed":2}' },
    ]);
  });

  it.each(['failed', 'expired', 'unknown', 'submitting', 'cancelled'] as const)(
    'that is %s needs attention',
    (status) => {
      expect(needsAttention({ status })).toBe(true);
    },
  );

  it.each(['done', 'planned', 'submitted', 'rendered'] as const)('that is %s needs none', (status) => {
    expect(needsAttention({ status })).toBe(false);
  });
});

describe('what must not be shown', () => {
  const secret = 'https://me:hunter2@cdn.example/in.png?sig=s3cr3t';
  const job = sampleJob({
    request: {
      prompt: `like ${secret}`,
      image: secret,
      loras: [{ path: 'https://hub.example/a.safetensors?token=s3cr3t' }],
      extra: { api_key: 's3cr3t', reference: secret },
    },
  });
  const failed = refusedJob();
  const { state } = failed;
  const told =
    state.status === 'failed' ? { ...state, error: { ...state.error, message: `no ${secret}`, hint: secret } } : state;

  it('is in no part of the report', () => {
    const text = JSON.stringify(reportOf([job, { ...failed, state: told }]));
    expect(text).not.toMatch(/s3cr3t|hunter2|sig=abc/);
    expect(text).toContain('https://…@cdn.example/in.png?…');
  });

  it('is taken out of the address of the result, which --json keeps', () => {
    expect(reportOf([job]).document.jobs[0]?.videoUrl).toBe('https://cdn.example/v.mp4?…');
  });
});
