import { describe, expect, it } from 'vitest';
import { requestPower } from '../../../src/config/request-power.js';

const asked = { safetyCheckerOff: false };
const keys = (extra: Parameters<typeof requestPower>[0]['extra']) =>
  requestPower({ extra }, asked).map(({ key }) => key);

describe('requestPower', () => {
  it('counts the safety checker only when it is turned off and the user did not say so', () => {
    expect(requestPower({ safetyChecker: false }, asked)).toEqual([
      { key: 'safetyChecker', reason: 'only the user turns the safety checker off' },
    ]);
    expect(requestPower({ safetyChecker: true }, asked)).toEqual([]);
    expect(requestPower({}, asked)).toEqual([]);
    expect(requestPower({ safetyChecker: false }, { safetyCheckerOff: true })).toEqual([]);
  });

  it.each([
    'enable_safety_checker',
    'enable_output_safety_checker',
    'disable_safety_checker',
    'DisableSafetyChecker',
    'nsfw_checker',
    'X-DashScope-DataInspection',
    'content-filter',
    'moderation',
    'webhook',
    'webhook_url',
    'fal_webhook',
    'callBackUrl',
    'notify_hook',
    'puter_output_path',
    'hf_api_token',
    'apiKey',
  ])('catches the wire key %s, at the top and inside', (name) => {
    expect(keys({ [name]: true })).toEqual([`extra.${name}`]);
    expect(keys({ input: { [name]: null } })).toEqual([`extra.input.${name}`]);
    expect(keys({ list: [0, { [name]: '' }] })).toEqual([`extra.list.1.${name}`]);
    expect(keys({ [`  ${name}!`]: 1 })).toHaveLength(1);
  });

  it.each([
    'watermark',
    'multi_shots',
    'shot_type',
    'interpolator_model',
    'go_fast',
    'num_frames',
    'template',
    'prompt',
  ])('leaves the parameter %s alone, whatever its value says', (name) => {
    expect(keys({ [name]: 'webhook token safety' })).toEqual([]);
  });

  it('names a key once, and every key', () => {
    expect(keys({ safety_webhook: 1, nsfw: 1 })).toEqual(['extra.safety_webhook', 'extra.nsfw']);
  });
});
