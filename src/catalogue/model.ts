import type { JsonObject, JsonValue } from '../json.js';
import type { ParameterFact } from '../providers/model-schema.js';
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
  /** Where the facts come from, and the day they were read (ISO; `live` for a schema fetched just now). */
  readonly source: string;
  readonly date: string;
  /** Accepted portable options; one that is not here is refused before anything is billed. */
  readonly options: Readonly<Partial<Record<ModelOption, OptionSpec>>>;
  readonly required: readonly ModelOption[];
  /** Wire keys that stand in for a required option and may not come with it: a clip to extend instead of an image. */
  readonly alternatives?: Readonly<Partial<Record<ModelOption, readonly string[]>>> | undefined;
  /** Options that mean nothing without another one. */
  readonly needs?: Readonly<Partial<Record<ModelOption, ModelOption>>> | undefined;
  /** Values of `--set` parameters, by wire key, that mean nothing unless a switch is on. */
  readonly extraNeeds?: Readonly<Record<string, NeededSwitch>> | undefined;
  /** Which items may stand together in a list of `{type, url}` that comes with `--set`, by wire key. */
  readonly extraSets?: Readonly<Record<string, TypedSets>> | undefined;
  /** Wire keys without a portable name that a live schema requires; they come with `--set`. */
  readonly requiredExtra?: readonly string[] | undefined;
  /** Taken without effect and said so, only where the model was asked for by a portable name (the free stand-in). */
  readonly ignored?: { readonly options: readonly ModelOption[]; readonly note: string } | undefined;
  /**
   * True when keys that are not listed may be right: a model that the sources know in part, or one outside the catalogue
   * whose schema is open or unread.
   */
  readonly open?: boolean | undefined;
  /** What to know before paying: thin evidence, a service that may be gone. */
  readonly notes?: readonly string[] | undefined;
  /** Seconds of a clip whose length can't be chosen. */
  readonly clipSeconds?: number | undefined;
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

export interface NeededSwitch {
  /** The value that needs the switch; any other goes without. */
  readonly value: JsonValue;
  readonly option: ModelOption;
}

export interface TypedSets {
  /** Types that make a whole list, in any order. */
  readonly sets: readonly (readonly string[])[];
  /** Types that go with each other only, and how many of each there may be; null where no number is named. */
  readonly most?: Readonly<Record<string, number | null>> | undefined;
}

export interface OptionSpec {
  /** Wire key; dots nest (`input.img_url`). Null: used here only, not sent (`local`). */
  readonly wire: string | null;
  /** Further wire keys that get the same value: a second switch, the other expert's guidance. */
  readonly also?: readonly string[] | undefined;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'media' | 'loras';
  /** Accepted portable values. */
  readonly values?: readonly (string | number)[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly multipleOf?: number | undefined;
  /** What is left over by `multipleOf`: 1 for frames of the form 4n+1. */
  readonly remainder?: number | undefined;
  /** Characters of text, or items of a list. */
  readonly maxLength?: number | undefined;
  /** How strong each LoRA may be, where a document says it. */
  readonly scale?: ParameterFact['scale'];
  /** Sent when the user sets nothing; without it the key is left out. */
  readonly default?: string | number | boolean | undefined;
  readonly translate?: Translation | undefined;
  /** A warning to whoever uses it; with these values only, where some are named. */
  readonly note?: { readonly text: string; readonly values?: readonly JsonValue[] } | undefined;
}

/** How a portable value becomes a wire value; shown in `plan`, `estimate` and `explain`. */
export type Translation =
  | { readonly kind: 'text' }
  | { readonly kind: 'upper-case' }
  | { readonly kind: 'not' }
  | { readonly kind: 'map'; readonly map: Readonly<Record<string, JsonValue>> }
  /** A list of this one value; `longest` is how many a list of the user's own may hold. */
  | { readonly kind: 'list'; readonly longest?: number | undefined }
  /** Seconds to a frame count of the form 4n+1, or 4n, at the request's fps; `fps` where the request has none. */
  | {
      readonly kind: 'seconds-to-frames';
      readonly fps: number;
      readonly minimum: number;
      readonly maximum: number;
      readonly form?: '4n' | '4n+1' | undefined;
    }
  /** LoRAs as a list of `{path, scale}`, each with `item` added; options with the same key share one list. */
  | { readonly kind: 'lora-list'; readonly item?: JsonObject | undefined }
  /** One LoRA as two flat keys, in every slot named. */
  | { readonly kind: 'lora-slots'; readonly slots: readonly LoraSlot[] };

export interface LoraSlot {
  readonly weights: string;
  readonly scale: string;
}

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
      /** The amount is for a clip of this many frames; others cost in proportion. */
      readonly frames?: number | undefined;
      readonly source: string;
      readonly date: string;
    }
  | {
      readonly kind: 'per-second';
      readonly currency: Currency;
      readonly amount: Amount;
      /** Seconds billed: the duration asked for, the length of the audio, or frames counted at this rate. */
      readonly seconds: 'duration' | 'audio' | { readonly framesAt: number };
      readonly minimumSeconds?: number | undefined;
      readonly source: string;
      readonly date: string;
    };

export type Currency = 'USD' | 'CNY' | 'credits';
export type Amount = number | Readonly<Record<string, number>>;
