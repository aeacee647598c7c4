import type { S3Client } from '@aws-sdk/client-s3';
import type { Connections } from '../http/connection.js';
import { credentialsFrom, regionFrom } from './credentials.js';
import { createS3Handler } from './s3-handler.js';

export type S3Sdk = typeof import('@aws-sdk/client-s3');

export interface BucketSettings {
  readonly name: string;
  readonly prefix?: string | undefined;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly publicBaseUrl?: string | undefined;
  readonly forcePathStyle?: boolean | undefined;
  readonly profile?: string | undefined;
}

export interface S3ClientOptions {
  readonly settings: BucketSettings;
  readonly connections: Pick<Connections, 'shared'>;
  /** Where the AWS variables are read; profiles, SSO and the like are the SDK's own matter. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** An S3 client that suits S3 itself and what merely speaks S3. */
export function createS3Client(sdk: S3Sdk, { settings, connections, env }: S3ClientOptions): S3Client {
  const { endpoint, profile } = settings;
  const region = regionFrom(env, settings);
  const credentials = credentialsFrom(env, profile);
  return new sdk.S3Client({
    requestHandler: createS3Handler(connections),
    forcePathStyle: settings.forcePathStyle ?? false,
    // R2, B2, OSS and others refuse the checksum headers that the SDK adds since 2025.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    ...(endpoint === undefined ? { followRegionRedirects: true } : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}
