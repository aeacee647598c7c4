import { describe, expect, it } from 'vitest';
import { credentialsFrom, regionFrom } from '../../../src/upload/credentials.js';

const pair = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };

describe('the credentials of an environment', () => {
  it('are the pair, with token and end where they are set', () => {
    expect(credentialsFrom(pair, undefined)).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
    const temporary = { ...pair, AWS_SESSION_TOKEN: 't', AWS_CREDENTIAL_EXPIRATION: '2026-11-03T12:00:00Z' };
    expect(credentialsFrom(temporary, undefined)).toMatchObject({
      sessionToken: 't',
      expiration: new Date('2026-11-03T12:00:00Z'),
    });
  });

  it.each([
    ['without a secret', { AWS_ACCESS_KEY_ID: 'id' }, undefined],
    ['with AWS_PROFILE', { ...pair, AWS_PROFILE: 'studio' }, undefined],
    ['with a profile in the config', pair, 'studio'],
  ])('are left to the chain %s', (_, env, profile) => {
    expect(credentialsFrom(env, profile)).toBeUndefined();
  });
});

describe('the region', () => {
  it.each([
    [{ AWS_REGION: 'eu-west-1' }, { region: 'eu-central-1' }, 'eu-central-1'],
    [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-2' }, {}, 'eu-west-1'],
    [{ AWS_DEFAULT_REGION: 'us-east-2' }, {}, 'us-east-2'],
    [{}, { endpoint: 'https://s3.example' }, 'us-east-1'],
    [{}, {}, undefined],
  ])('of %j and %j is %s', (env, settings, region) => {
    expect(regionFrom(env, settings)).toBe(region);
  });
});
