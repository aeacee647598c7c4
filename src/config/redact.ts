/** A URL without what may be secret in it: userinfo and query. Text that is no URL stays as it is. */
export function redactUrl(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  const withoutUser = text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1***@');
  return withoutUser.replace(/\?[^#]*/, '?***').replace(/#.+/, '#***');
}

/** The same value with every URL in it redacted, at any depth. */
export function redactUrls(value: unknown): unknown {
  if (typeof value === 'string') return redactUrl(value);
  if (Array.isArray(value)) return value.map(redactUrls);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactUrls(inner)]));
}
