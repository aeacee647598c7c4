/** `scheme://host` of the API. */
export const apiOrigin = 'https://api.kie.ai';

/** `scheme://host` of the uploads; the key goes there too. */
export const uploadOrigin = 'https://kieai.redpandaai.co';

/** Where a person sees what the API does not list. */
export const dashboard = 'https://kie.ai/logs';

/** Ids have had several shapes: any one word. */
export const idPattern = /^[^\s\p{Cc}]{1,200}$/u;
