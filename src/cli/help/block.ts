/** A piece of help, for the screen and for the man page alike. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'terms'; readonly terms: readonly (readonly [term: string, meaning: string])[] }
  | { readonly kind: 'lines'; readonly lines: readonly string[] };

export interface HelpTopic {
  readonly name: string;
  readonly summary: string;
  /** Made when it is asked for: what it is derived from takes time to load. */
  load(): Promise<readonly Block[]>;
}

export const text = (content: string): Block => ({ kind: 'text', text: content });
export const heading = (content: string): Block => ({ kind: 'heading', text: content });
export const terms = (list: readonly (readonly [string, string])[]): Block => ({ kind: 'terms', terms: list });
/** Shown as they are: commands, file names. */
export const lines = (...list: readonly string[]): Block => ({ kind: 'lines', lines: list });
