import type { JsonValue } from '../json.js';
import type { ParameterFact } from '../providers/provider.js';
import type { ModelOption, ProviderId } from '../providers/request.js';

/** One endpoint of one provider, as its document describes it: data, with a source and a date. */
export interface ModelSpec {
  readonly provider: ProviderId;
  /** The provider's own id, slashes and all. */
  readonly endpoint: string;
  readonly title: string;
  readonly task: 'image-to-video' | 'speech-to-video' | 'first-last-frame' | 'video-extend';
  /** Portable names that resolve to this endpoint on this provider. */
  readonly names: readonly string[];
  /** Where the facts come from, and the day they were read. */
  readonly source: string;
  readonly date: string;
  /** Accepted portable options; one that is not here is refused before anything is billed. */
  readonly options: Readonly<Partial<Record<ModelOption, OptionSpec>>>;
  readonly required: readonly ModelOption[];
  /** Provider parameters that have no portable name, for `--set`. */
  readonly extra?: Readonly<Record<string, ParameterFact>> | undefined;
  /** Always sent, whatever the user asks: values whose provider default would surprise. Wire keys. */
  readonly fixed?: Readonly<Record<string, JsonValue>> | undefined;
  readonly image?: ImageLimits | undefined;
  readonly audio?: AudioLimits | undefined;
  readonly price: PriceRule;
  /** Typical seconds from submit to result; by resolution where it matters. */
  readonly expectedSeconds: number | Readonly<Record<string, number>>;
  /** Names in popular guides that this endpoint does not know, with the right one. */
  readonly notNames?: Readonly<Record<string, string>> | undefined;
}

export interface OptionSpec {
  /** Wire key; dots nest (`input.img_url`). Null: used here only, not sent (`local`). */
  readonly wire: string | null;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'media' | 'loras';
  /** Accepted portable values. */
  readonly values?: readonly (string | number)[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly multipleOf?: number | undefined;
  /** Characters of text, or items of a list. */
  readonly maxLength?: number | undefined;
  /** Sent when the user sets nothing; without it the key is left out. */
  readonly default?: string | number | boolean | undefined;
  readonly translate?: Translation | undefined;
}

/** How a portable value becomes a wire value; shown in `plan`, `estimate` and `explain`. */
export type Translation =
  | { readonly kind: 'text' }
  | { readonly kind: 'upper-case' }
  | { readonly kind: 'not' }
  | { readonly kind: 'map'; readonly map: Readonly<Record<string, JsonValue>> }
  | { readonly kind: 'list' }
  /** Seconds to a frame count of the form 4n+1 at the request's fps. */
  | { readonly kind: 'seconds-to-frames'; readonly fps: number; readonly minimum: number; readonly maximum: number };

export interface ImageLimits {
  readonly formats?: readonly string[] | undefined;
  readonly maxBytes?: number | undefined;
  /** Pixels of the longer and the shorter edge. */
  readonly maxEdge?: number | undefined;
  readonly minEdge?: number | undefined;
}

export interface AudioLimits {
  readonly formats: readonly string[];
  readonly maxBytes?: number | undefined;
  readonly minSeconds?: number | undefined;
  readonly maxSeconds?: number | undefined;
}

/** Amounts may differ by resolution: then a table by portable resolution. */
export type PriceRule =
  | { readonly kind: 'free' }
  | { readonly kind: 'unknown'; readonly why: string }
  | {
      readonly kind: 'per-clip';
      readonly currency: Currency;
      readonly amount: Amount;
      readonly source: string;
      readonly date: string;
    }
  | {
      readonly kind: 'per-second';
      readonly currency: Currency;
      readonly amount: Amount;
      /** Seconds billed: the duration asked for, or frames counted at this rate. */
      readonly seconds: 'duration' | { readonly framesAt: number };
      readonly minimumSeconds?: number | undefined;
      readonly source: string;
      readonly date: string;
    };

export type Currency = 'USD' | 'CNY' | 'credits';
export type Amount = number | Readonly<Record<string, number>>;
