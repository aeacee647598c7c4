import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { z } from 'zod';
import type { WebhookKey } from './webhook.js';

/** HMAC-SHA256 over the parts as they follow one another. */
export function hmacSha256(key: string | Uint8Array, parts: readonly (string | Uint8Array)[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whether two texts are the same, in a time that tells nothing of where they differ. */
export function isSameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

/** Whether a key made this Ed25519 signature; a key or signature that can't be one did not. */
export function isSignedBy(
  { x }: WebhookKey,
  { message, signature }: { readonly message: Uint8Array; readonly signature: Uint8Array },
): boolean {
  if (signature.length !== signatureBytes) return false;
  try {
    return verify(null, message, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature);
  } catch {
    return false;
  }
}

const signatureBytes = 64;

const keySetSchema = z.object({ keys: z.array(z.json()) });
const keySchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  kid: z.string().optional(),
});

/** The Ed25519 keys of a JSON Web Key Set, those of other kinds left out; undefined when it is no key set. */
export function readKeySet(value: unknown): readonly WebhookKey[] | undefined {
  const set = keySetSchema.safeParse(value);
  if (!set.success) return undefined;
  return set.data.keys.flatMap((candidate) => {
    const key = keySchema.safeParse(candidate);
    return key.success ? [{ id: key.data.kid, x: key.data.x }] : [];
  });
}
