export interface StaticCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The first link of the AWS credential chain, from a given environment. A named profile goes before the variables, as
 * in the SDK; undefined leaves the rest of the chain (profiles, SSO, web identity, instance roles) to the SDK.
 */
export function credentialsFrom(env: Environment, profile: string | undefined): StaticCredentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION, AWS_PROFILE } = env;
  if ((profile ?? AWS_PROFILE ?? '') !== '') return undefined;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  const expiration = new Date(AWS_CREDENTIAL_EXPIRATION ?? Number.NaN);
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    ...(Number.isNaN(expiration.getTime()) ? {} : { expiration }),
  };
}

/** The region that the environment or the endpoint settles; undefined leaves it to the profile. */
export function regionFrom(
  env: Environment,
  settings: { readonly region?: string | undefined; readonly endpoint?: string | undefined },
) {
  const region = settings.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  // Services that merely speak S3 ignore it, yet the signature needs one.
  return region ?? (settings.endpoint === undefined ? undefined : 'us-east-1');
}
