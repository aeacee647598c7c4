/** A value with the layer it comes from: `flag --output`, `project <file>`, `default`. */
export interface Sourced<T> {
  readonly value: T;
  readonly origin: string;
}

/** The value with its origin, or undefined when there is none; 0, false and '' are values. */
export function sourced<T>(value: T, origin: string): Sourced<T & NonNullable<unknown>> | undefined {
  return value === undefined || value === null ? undefined : { value, origin };
}

/** The origin of a value from a config file: `project <file>`, `user <file>`, or `config <file>` for one that was named. */
export function originOf(
  layer: { readonly role: 'user' | 'project' | 'given'; readonly file: string } | undefined,
): string {
  return layer === undefined ? '' : `${layer.role === 'given' ? 'config' : layer.role} ${layer.file}`;
}
