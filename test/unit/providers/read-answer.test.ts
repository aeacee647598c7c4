import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { HttpResponse } from '../../../src/http/client.js';
import { isSuccess, readBody, readReceipt, unreadable } from '../../../src/providers/read-answer.js';

const schema = z.object({ id: z.string() });

const answer = (status: number, json: HttpResponse['json']): HttpResponse => ({ status, headers: {}, text: '', json });

const reading = (response: HttpResponse) => ({
  schema,
  provider: 'fal' as const,
  problem: () => ({ provider: 'fal', response, message: 'so it is', now: 0 }),
});

const receipt = (response: HttpResponse) => ({ ...reading(response), job: 'task' as const, hint: 'look for it' });

describe('a read', () => {
  it('gives the body of a success', () => {
    const response = answer(200, { id: 'a', more: 1 });
    expect(readBody(response, reading(response))).toEqual({ id: 'a' });
  });

  it.each([undefined, 'half', { id: 7 }])('may be repeated when the body is %j', (json) => {
    const response = answer(200, json);
    expect(() => readBody(response, reading(response))).toThrow(
      expect.objectContaining({ code: 'provider.unavailable', retryable: true, provider: 'fal' }),
    );
  });

  it('says what the service said about any other status', () => {
    const response = answer(401, { id: 'a' });
    expect(() => readBody(response, reading(response))).toThrow(
      expect.objectContaining({ code: 'key.rejected', message: 'fal: so it is (401)' }),
    );
  });
});

describe('the answer to a submit', () => {
  it('gives the body of an acceptance', () => {
    const response = answer(201, { id: 'a' });
    expect(readReceipt(response, receipt(response))).toEqual({ id: 'a' });
  });

  it.each([undefined, 'half', { id: 7 }])('leaves open a success whose body is %j: it may bill', (json) => {
    const response = answer(200, json);
    expect(() => readReceipt(response, receipt(response))).toThrow(
      expect.objectContaining({
        code: 'submit.unknown',
        delivery: 'unknown',
        retryable: false,
        message: "fal: accepted (200), but the task's id is missing",
        hint: 'look for it',
      }),
    );
  });

  it.each([
    [400, 'provider.refused', 'not-accepted'],
    [500, 'submit.unknown', 'unknown'],
  ])('reads a %i as %s, %s', (status, code, delivery) => {
    const response = answer(status, { id: 'a' });
    expect(() => readReceipt(response, receipt(response))).toThrow(expect.objectContaining({ code, delivery }));
  });
});

it('succeeds from 200 to 299', () => {
  expect([199, 200, 299, 300].map((status) => isSuccess({ status }))).toEqual([false, true, true, false]);
});

it('names the provider of what cannot be read', () => {
  expect(unreadable('kie').message).toMatch(/^kie: the answer is cut off/);
});
