import { expect, it } from 'vitest';
import { fileOf } from './media-file.js';
import { failureOf } from './open-call.js';
import type { OpenProvider } from './open-provider.js';

type SetUp = (options?: { readonly key: string }) => Promise<OpenProvider<'upload'>>;

export function itMayUploadAgain(setUp: SetUp): void {
  it.each(['answer-lost', 'lost-before', 'truncated', 'html'] as const)('may be repeated after %s', async (kind) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'upload', how: { kind } });
    const file = await fileOf();
    expect(await failureOf(provider.upload(file, call))).toMatchObject({ retryable: true });
    expect(await provider.upload(file, call)).toMatchObject({ digest: file.digest });
  });
}

export function itUploadsWithNoOtherKey(setUp: SetUp): void {
  it('with a key that is not valid is about the key', async () => {
    const { provider, call } = await setUp({ key: 'another' });
    expect(await failureOf(provider.upload(await fileOf(), call))).toMatchObject({ code: 'key.rejected' });
  });
}

export function itUploadsAtMost(megabytes: number, setUp: SetUp): void {
  it(`refuses more than ${megabytes} MB without reading or sending it`, async () => {
    const { simulator, provider, call } = await setUp();
    const huge = { path: 'nowhere.mp4', digest: '00', mime: 'video/mp4', bytes: megabytes * 1024 * 1024 + 1 };
    expect(await failureOf(provider.upload(huge, call))).toMatchObject({ code: 'request.invalid' });
    expect(simulator.requests).toEqual([]);
  });
}
