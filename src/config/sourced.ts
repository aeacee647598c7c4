/** A value with the layer it comes from: `flag --output`, `project <file>`, `default`. */
export interface Sourced<T> {
  readonly value: T;
  readonly origin: string;
}

/** The value with its origin, or undefined when there is none; 0, false and '' are values. */
export function sourced<T>(value: T, origin: string): Sourced<T & NonNullable<unknown>> | undefined {
  return value === undefined || value === null ? undefined : { value, origin };
}
