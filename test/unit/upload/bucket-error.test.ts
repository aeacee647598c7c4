import { describe, expect, it } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { BucketConnectionError } from '../../../src/upload/bucket-connection-error.js';
import { toBucketError } from '../../../src/upload/bucket-error.js';

const place = { name: 'clips', host: 's3.example' };
const failure = (name: string, status?: number, message = 'No.') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

describe('a failure of a bucket', () => {
  it.each([
    ['NoSuchBucket', 404, 'there is no such bucket', 'bucket.endpoint'],
    ['AccessDenied', 403, 'access is denied', 's3:PutObject'],
    ['UnknownError', 403, 'access is denied', 's3:PutObject'],
    ['SignatureDoesNotMatch', 403, 'secret is wrong', 'AWS_SECRET_ACCESS_KEY'],
    ['InvalidAccessKeyId', 403, 'secret is wrong', 'AWS_ACCESS_KEY_ID'],
    ['ExpiredToken', 400, 'have expired', 'sign in again'],
    ['CredentialsProviderError', undefined, 'no credentials were found', 'AWS_PROFILE'],
    ['PermanentRedirect', 301, 'another region', 'bucket.region'],
    ['RequestTimeTooSkewed', 403, 'clock is wrong', 'clock'],
    ['XAmzContentSHA256Mismatch', 400, 'the file changed', 'run the command again'],
  ])('named %s (%s) says "%s" and points to %s', (name, status, text, hint) => {
    const error = toBucketError(failure(name, status), place);
    expect(error).toMatchObject({ code: 'local.bucket', retryable: false, hint: expect.stringContaining(hint) });
    expect(error.message).toMatch(new RegExp(`^bucket clips: .*${text}`));
  });

  it('of another kind keeps the sentence of the service, without control characters', () => {
    const error = toBucketError(failure('SlowDown', 503, 'Reduce \u001b[31myour rate'), place);
    expect(error).toMatchObject({
      message: 'bucket clips: s3.example answered 503: Reduce your rate',
      retryable: true,
    });
    expect(toBucketError(failure('EntityTooLarge', 400), place).retryable).toBe(false);
  });

  it('of the network is explained with the host that did not answer, and retryable', () => {
    const cause = Object.assign(new Error('x'), { code: 'ENOTFOUND' });
    const error = toBucketError(new BucketConnectionError('sts.example', cause), place);
    expect(error).toMatchObject({ message: 'bucket clips: the name sts.example was not found', retryable: true });
  });

  it('on this machine keeps its own sentence', () => {
    expect(toBucketError(new Error('Region is missing'), place)).toMatchObject({
      message: 'bucket clips: Region is missing',
      retryable: false,
    });
  });

  it('that is known already stays as it is', () => {
    const known = new WanError('local.bucket', 'known');
    expect(toBucketError(known, place)).toBe(known);
  });
});
