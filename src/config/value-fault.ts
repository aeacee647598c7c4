/** What a schema has against a value: the part of zod's issues that is read here. */
export interface ValueIssue {
  readonly code?: string | undefined;
  readonly message: string;
  readonly origin?: unknown;
  readonly maximum?: unknown;
  readonly minimum?: unknown;
  readonly inclusive?: unknown;
  readonly expected?: unknown;
}

/** What is wrong with a value, in words that follow its name: `is more than 4`, `expected string, received number`. */
export function valueFault(issue: ValueIssue): string {
  const { code, message, origin, minimum } = issue;
  // The value of an empty variable.
  if (code === 'too_small' && origin === 'string' && minimum === 1) return 'is empty';
  return (
    numberFault(issue) ??
    message.replace(/^Invalid (?:input|option|URL|string): /, '').replace(/^Invalid input$/, 'is not valid')
  );
}

/** What is wrong with a number; undefined where that is not what is wrong. */
export function numberFault(issue: ValueIssue): string | undefined {
  const { code, origin, maximum, minimum, inclusive, expected } = issue;
  const isNumber = origin === 'number' || origin === 'int';
  if (code === 'too_big' && isNumber) return `is more than ${maximum}`;
  if (code === 'too_small' && isNumber) {
    return inclusive === false ? `must be more than ${minimum}` : `is less than ${minimum}`;
  }
  return expected === 'int' ? 'is not a whole number' : undefined;
}
