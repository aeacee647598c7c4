import type { WebhookDelivery, WebhookRule } from '../../providers/webhook.js';

export interface FailedCheck {
  readonly check: 'header' | 'signature' | 'timestamp';
  readonly why: string;
}

/** A header that a delivery of this service has, and this one has not. Pure. */
export function missingHeader(rule: WebhookRule, { headers }: WebhookDelivery): FailedCheck | undefined {
  const missing = rule.headers.find((name) => (headers[name] ?? '') === '');
  return missing === undefined ? undefined : { check: 'header', why: `it has no ${missing}` };
}

/** What to say of a proof that does not hold. Pure. */
export function wrongSignature(rule: WebhookRule): FailedCheck {
  const why =
    rule.kind === 'keys'
      ? 'none of the published keys made its signature for this content'
      : rule.covers === 'nothing'
        ? 'it holds another secret'
        : 'its signature was not made with this secret for this content';
  return { check: 'signature', why };
}

/** Whether it was sent too long ago, or not yet: an old delivery, sent again, is signed as well as the first. Pure. */
export function wrongTime(
  { timeHeader }: WebhookRule,
  { headers }: WebhookDelivery,
  { now, toleranceMs }: { readonly now: number; readonly toleranceMs: number },
): FailedCheck | undefined {
  if (timeHeader === undefined) return undefined;
  const text = headers[timeHeader] ?? '';
  if (!/^\d{1,11}$/.test(text)) return { check: 'timestamp', why: `${timeHeader} is not a Unix time in seconds` };
  const age = now - Number(text) * 1000;
  if (Math.abs(age) <= toleranceMs) return undefined;
  const seconds = Math.round(Math.abs(age) / 1000);
  const when = age > 0 ? `${seconds} s ago` : `${seconds} s from now`;
  return { check: 'timestamp', why: `it was sent ${when}; ${Math.round(toleranceMs / 1000)} s are taken` };
}
