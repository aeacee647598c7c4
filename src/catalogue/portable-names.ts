/**
 * Names that mean the same kind of model wherever a provider has one; `local` answers to all of them. A name that a
 * model bears and that is missing here fails a test.
 */
export const portableNames: readonly string[] = [
  'wan-2.2',
  'wan-2.2-lora',
  'wan-2.2-turbo',
  'wan-2.2-turbo-lora',
  'wan-2.2-spicy',
  'wan-2.2-spicy-lora',
  'wan-2.2-turbo-spicy',
  'wan-2.2-turbo-spicy-lora',
  'wan-2.2-flf2v',
  'wan-2.2-5b',
  'wan-2.2-5b-lora',
  'wan-2.2-s2v',
  'wan-2.5',
  'wan-2.5-fast',
  'wan-2.6',
  'wan-2.6-flash',
  'wan-2.6-pro',
  'wan-2.6-spicy',
  'wan-2.7',
  'wan-2.7-pro',
  'wan-2.7-spicy',
  'wan-3.0',
  'wan-3.0-prime',
  'wan-2.1',
  'wan-2.1-480p',
  'wan-2.1-720p',
  'wan-2.1-lora',
  'wan-2.1-flf2v',
];
