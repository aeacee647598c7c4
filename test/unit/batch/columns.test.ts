import { describe, expect, it } from 'vitest';
import { columnFields, columnMeaning, columnReader } from '../../../src/batch/columns.js';

describe('the meaning of a column', () => {
  it.each(columnFields)('is the field for %s, however it is spelled', (field) => {
    const words = field.replace(/([a-z])([A-Z])/g, '$1 $2');
    for (const name of [field, words, words.replace(' ', '_').toUpperCase(), words.replace(' ', '-').toLowerCase()]) {
      expect(columnMeaning(name)).toEqual({ kind: 'field', key: field });
    }
  });

  it.each([
    ['id', 'id'],
    ['Output', 'output'],
    ['preset', 'preset'],
    ['count', 'count'],
    ['lora', 'loras'],
    ['lora_high', 'lorasHigh'],
    ['set.Flow_Shift', 'set.Flow_Shift'],
    ['set.a.b', 'set.a.b'],
  ])('is a key of ours for %s', (name, key) => {
    expect(columnMeaning(name)).toEqual({ kind: 'field', key });
  });

  it.each([
    'sku',
    'title',
    'product',
    'customer',
    'discount',
    'order_id',
    'note',
    'url',
    'constructor',
    'toString',
    'x.prompt',
    'größe',
    '日付',
  ])("is the user's own for %s", (name) => {
    expect(columnMeaning(name)).toEqual({ kind: 'own' });
  });

  it.each([
    ['promt', 'prompt'],
    ['Prompts', 'prompt'],
    ['img', 'image'],
    ['photo', 'image'],
    ['cfg', 'guidance'],
    ['image_url', 'image'],
    ['imageUrl', 'image'],
    ['num_frames', 'frames'],
    ['num_inference_steps', 'steps'],
    ['guidance_scale', 'guidance'],
    ['negative', 'negativePrompt'],
    ['neg_prompt', 'prompt'],
    ['aspect', 'aspectRatio'],
    ['enable_safety_checker', 'safetyChecker'],
    ['durration', 'duration'],
    ['extra', 'set.<key>'],
  ])('is a likely mistake for %s, which would be paid for without %s', (name, meant) => {
    expect(columnMeaning(name)).toMatchObject({ kind: 'mistake', reason: `unknown column (did you mean "${meant}"?)` });
  });

  it('is none for names that would reach into objects', () => {
    for (const name of ['__proto__', 'set.__proto__', 'x.__proto__']) expect(columnMeaning(name).kind).toBe('mistake');
    expect(columnMeaning('set.')).toEqual({ kind: 'mistake', reason: 'names no parameter: set.<key>' });
  });

  it('is refused from the 201st name on, and known again for the first', () => {
    const meaningOf = columnReader();
    for (let index = 0; index < 200; index += 1) expect(meaningOf(`own${index}`).kind).toBe('own');
    expect(meaningOf('prompt').kind).toBe('mistake');
    expect(meaningOf('own0').kind).toBe('own');
  });
});
