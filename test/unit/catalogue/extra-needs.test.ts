import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import { reviewRequest } from '../../../src/catalogue/validate.js';
import type { JsonObject } from '../../../src/json.js';
import type { RequestFields } from '../../../src/providers/request.js';

const basic: RequestFields = { image: 'fox.png', prompt: 'the fox turns its head' };
const several = [
  ['fal', 'wan-2.6', 'multi_shots', 'true', 'enable_prompt_expansion'],
  ['fal', 'wan-2.6-flash', 'multi_shots', 'true', 'enable_prompt_expansion'],
  ['replicate', 'wan-2.6', 'multi_shots', 'true', 'enable_prompt_expansion'],
  ['replicate', 'wan-2.6-flash', 'multi_shots', 'true', 'enable_prompt_expansion'],
  ['atlascloud', 'wan-2.6', 'shot_type', 'multi', 'enable_prompt_expansion'],
  ['atlascloud', 'wan-2.6-flash', 'shot_type', 'Multi', 'enable_prompt_expansion'],
  ['dashscope', 'wan-2.6', 'parameters.shot_type', 'multi', 'parameters.prompt_extend'],
  ['dashscope', 'wan-2.6-flash', 'parameters.shot_type', 'multi', 'parameters.prompt_extend'],
  ['dashscope', 'wan2.6-i2v-us', 'parameters.shot_type', 'multi', 'parameters.prompt_extend'],
] as const;

describe('several shots in one clip', () => {
  it.each(several)('on %s %s (%s=%s) need prompt expansion', (provider, model, key, value, expansion) => {
    const faultsOf = (fields: RequestFields, extra: JsonObject = { [key]: value }) =>
      reviewRequest(findModel(provider, model), { ...basic, ...fields, extra }).faults;
    const fault = {
      field: 'extra',
      key,
      message: `--set ${key}=${value.toLowerCase()} needs --expand-prompt`,
      hint: `give --expand-prompt, or ${provider === 'atlascloud' ? '--set shot_type=single' : 'leave it out'}`,
    };
    expect(faultsOf({ expandPrompt: false })).toMatchObject([fault]);
    expect(faultsOf({}, { [key]: value, [expansion]: 'false' })).toMatchObject([fault]);
    expect(faultsOf({ expandPrompt: true })).toEqual([]);
    expect(faultsOf({})).toEqual([]);
  });

  it.each(several)('on %s %s are not in question when %s is off', (provider, model, key, value) => {
    const off = value === 'true' ? 'false' : 'single';
    const fields = { ...basic, expandPrompt: false, extra: { [key]: off } };
    expect(reviewRequest(findModel(provider, model), fields).faults).toEqual([]);
  });

  it.each(['wan-2.6', 'wan-2.6-flash'])('are what %s on atlascloud makes unless told otherwise', (model) => {
    const faultsOf = (fields: RequestFields) =>
      reviewRequest(findModel('atlascloud', model), { ...basic, ...fields }).faults;
    const fault = {
      field: 'extra',
      key: 'shot_type',
      message: 'shot_type is multi unless set, and needs --expand-prompt',
      hint: 'give --expand-prompt, or --set shot_type=single',
    };
    expect(faultsOf({ expandPrompt: false })).toMatchObject([fault]);
    expect(faultsOf({ extra: { enable_prompt_expansion: 'false' } })).toMatchObject([fault]);
    expect(faultsOf({})).toEqual([]);
  });
});
