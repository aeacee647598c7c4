import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/json.js';
import { namesIn, placeholderNames, substitute } from '../../../../src/providers/comfyui/placeholders.js';
import { reviewWorkflow } from '../../../../src/providers/comfyui/review-workflow.js';
import { readWorkflow } from '../../../../src/providers/comfyui/workflow.js';
import type { RequestFields } from '../../../../src/providers/request.js';

const save = { class_type: 'SaveVideo', inputs: { video: ['1', 0], filename_prefix: 'x' } };
const graph = (inputs: JsonObject) => ({ '1': { class_type: 'Maker', inputs }, save });
const read = (value: JsonValue) => readWorkflow(JSON.stringify(value));
const everything = graph(Object.fromEntries(placeholderNames.map((name) => [name, `{{${name}}}`])));

function faultOf(action: () => unknown) {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

describe('reading a workflow', () => {
  it('finds the placeholders in the inputs, and in nothing else', () => {
    const titled = { ...save, _meta: { title: '{{nobody}}' } };
    const { graph: nodes, placeholders } = read({ ...graph({ a: ['{{seed}}', { b: 'at {{ fps }}' }] }), titled });
    expect([...placeholders]).toEqual(['seed', 'fps']);
    expect(nodes.titled).toEqual(titled);
    expect(read(everything).placeholders.size).toBe(placeholderNames.length);
  });

  it('takes a byte order mark and the names of nodes that mean something to JavaScript', () => {
    const text = `\uFEFF{"__proto__":${JSON.stringify(save).replace('"1"', '"__proto__"')}}`;
    expect(Object.keys(readWorkflow(text).graph)).toEqual(['__proto__']);
  });

  it.each<[string, string, string]>([
    ['no JSON', '\u0089PNG\r\n', 'not JSON'],
    ['a list', '[]', 'not a graph'],
    ['nothing', '{}', 'no nodes'],
    ['the format of the editor', '{"nodes":[],"links":[],"version":0.4}', "editor's own format"],
    ['other JSON', '{"prompt":{"1":{}}}', '"prompt" is no node'],
    ['a node without inputs', '{"1":{"class_type":"A"}}', '"1" is no node'],
    [
      'a link to nowhere',
      JSON.stringify(graph({ model: ['99', 0] })),
      'node 1 (Maker), input model, is linked to node 99',
    ],
    [
      'a seed beyond JSON',
      JSON.stringify(graph({ seed: 0 })).replace('"seed":0', '"seed":18446744073709551615'),
      'too large',
    ],
    ['endless nesting', `{"1":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, 'nested deeper'],
  ])('refuses %s', (_, text, message) => {
    expect(faultOf(() => readWorkflow(text))).toMatchObject({
      code: 'request.invalid',
      delivery: 'not-accepted',
      message: expect.stringContaining(message),
    });
  });

  it('tells how to export what it can use', () => {
    expect(faultOf(() => read({ nodes: [], links: [] }))).toMatchObject({
      hint: expect.stringContaining('Workflow > Export (API)'),
    });
  });

  it('names the placeholders that there are for one that there is not', () => {
    expect(faultOf(() => read(graph({ text: '{{promt}}' })))).toMatchObject({
      message: 'node 1 (Maker): there is no placeholder {{promt}} (did you mean {{prompt}}?)',
      hint: `one of: ${placeholderNames.map((name) => `{{${name}}}`).join(' ')}`,
    });
    expect(() => read(graph({ text: '{{}}' }))).toThrow('no placeholder {{}}');
  });
});

describe('filling in', () => {
  it.each<[JsonValue, JsonValue]>([
    ['{{seed}}', 7],
    ['{{ seed }}', 7],
    ['a{{seed}}b{{seed}}', 'a7b7'],
    [' {{seed}}', ' 7'],
    ['{{{seed}}}', '{7}'],
    ['{{width}}', '{{width}}'],
    ['no {width} here', 'no {width} here'],
    [
      ['{{seed}}', { deep: ['{{prompt}}'] }, 3, null, true],
      [7, { deep: ['it is {{seed}}'] }, 3, null, true],
    ],
  ])('makes of %j %j', (value, expected) => {
    expect(substitute(value, { seed: 7, prompt: 'it is {{seed}}' })).toEqual(expected);
  });

  it('puts any text in as that text, and changes nothing beside it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (prompt, other) => {
        fc.pre(namesIn(JSON.parse(JSON.stringify(other))).length === 0);
        const plain: JsonValue = JSON.parse(JSON.stringify(other));
        expect(substitute({ text: '{{prompt}}', plain }, { prompt })).toEqual({ text: prompt, plain });
        expect(substitute('<{{prompt}}>', { prompt })).toBe(`<${prompt}>`);
      }),
    );
  });
});

describe('a request beside its workflow', () => {
  const whole: RequestFields = { image: 'a.png', endImage: 'b.png', prompt: 'a fox' };

  it('is fine where all it asks for has a place, and all that must be filled is', () => {
    const all = {
      ...whole,
      negativePrompt: '',
      seed: 0,
      resolution: '720p',
      duration: 5,
      fps: 24,
      extra: { width: 640 },
    };
    expect(reviewWorkflow(read(everything), all)).toEqual([]);
  });

  it('is told that takes of it are alike where no seed goes in', () => {
    expect(reviewWorkflow(read(graph({})), {})).toEqual([expect.stringContaining('no {{seed}}')]);
  });

  it.each<[RequestFields, string]>([
    [{ image: 'a.png' }, '--image'],
    [{ endImage: 'a.png' }, '--end-image'],
    [{ prompt: '' }, '--prompt'],
    [{ negativePrompt: 'x' }, '--negative-prompt'],
    [{ seed: 0 }, '--seed'],
    [{ resolution: '480p' }, '--resolution'],
    [{ aspectRatio: 'auto' }, '--aspect-ratio'],
    [{ duration: 5 }, '--duration'],
    [{ frames: 81 }, '--frames'],
    [{ fps: 16 }, '--fps'],
    [{ extra: { width: 640 } }, '--set width'],
  ])('asks in vain for %j where there is no place', (fields, flag) => {
    expect(faultOf(() => reviewWorkflow(read(graph({})), fields))).toMatchObject({
      code: 'request.option-not-taken',
      message: `the workflow has no place for ${flag}`,
      hint: expect.stringMatching(/^write "\{\{\w+\}\}"/),
    });
  });

  it('needs fps for nothing but seconds where no node takes it', () => {
    const timed = read(graph({ length: '{{length}}' }));
    expect(() => reviewWorkflow(timed, { duration: 5, fps: 24 })).not.toThrow();
    expect(() => reviewWorkflow(timed, { frames: 81, fps: 24 })).toThrow('no place for --fps');
  });

  it.each(['image', 'endImage', 'prompt'] as const)('lacks what {{%s}} stands for', (field) => {
    const { [field]: _gone, ...rest } = whole;
    expect(() => reviewWorkflow(read(everything), rest)).toThrow(`for {{${field}}}`);
  });

  it('takes no picture from an address', () => {
    expect(() => reviewWorkflow(read(everything), { ...whole, image: 'https://images.example/a.png' })).toThrow(
      'not from an address',
    );
  });
});
