const tokenPattern =
  /[{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** The token that begins there; undefined when none does. */
export function readToken(text: string, offset: number): string | undefined {
  tokenPattern.lastIndex = offset;
  return tokenPattern.exec(text)?.[0];
}

/** The first offset from there on that is not blank. */
export function skipBlank(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && ' \t\r\n'.includes(text.charAt(end))) end += 1;
  return end;
}
