/** Anyone's text for an element or a quoted attribute; what no document may hold becomes U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A template for HTML: every value in it is escaped, except what `trusted` or another `html` made. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return trusted(parts.map((part, index) => part + toMarkup(values[index])).join(''));
}

/** Markup of our own. */
export function trusted(markup: string): Html {
  return { markup };
}

export interface Html {
  readonly markup: string;
}

export type HtmlValue = string | number | undefined | Html | readonly Html[];

function toMarkup(value: HtmlValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}
