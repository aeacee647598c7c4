import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../../src/providers/comfyui/socket-message.js';
import { createTally } from '../../../../src/providers/comfyui/tally.js';

const sampler = (start: number, end: number) => ({
  class_type: 'KSamplerAdvanced',
  inputs: { steps: 20, start_at_step: start, end_at_step: end },
});
const steps = (node: string, value: number, max: number, isFinished = false) => ({ node, value, max, isFinished });

describe('how much of a graph is done', () => {
  it('is counted by the steps of its samplers, as many as each one does', () => {
    const tally = createTally({
      a: sampler(0, 5),
      b: sampler(5, 10_000),
      clip: { class_type: 'CLIPLoader', inputs: {} },
    });
    expect(tally.take({ kind: 'started' })).toBe(0);
    expect(tally.take({ kind: 'running', node: 'clip' })).toBe(0);
    expect(tally.take({ kind: 'steps', nodes: [steps('a', 5, 5)] })).toBe(0.25);
    expect(tally.take({ kind: 'steps', nodes: [steps('a', 5, 5), steps('b', 5, 15)] })).toBe(0.5);
    expect(tally.take({ kind: 'steps', nodes: [steps('b', 0, 15, true)] })).toBe(0.99);
  });

  it('is counted by its nodes where none has steps, each done when the next begins or when it is cached', () => {
    const node = { class_type: 'A', inputs: {} };
    const tally = createTally({ a: node, b: node, c: node, d: node });
    expect(tally.take({ kind: 'cached', nodes: ['a', 'nobody'] })).toBe(0.25);
    expect(tally.take({ kind: 'running', node: 'b' })).toBe(0.25);
    expect(tally.take({ kind: 'running', node: 'c' })).toBe(0.5);
    expect(tally.take({ kind: 'running', node: 'c' })).toBe(0.5);
  });

  it.each([null, [], 'graph', { a: 1 }, { a: { inputs: { steps: 'many' } } }])(
    'is nothing that breaks on %j',
    (graph) => {
      expect(createTally(graph).take({ kind: 'steps', nodes: [steps('z', 1, 1)] })).toBe(0);
    },
  );
});

describe('a message of the socket', () => {
  const about = (type: string, data: object) =>
    readMessage(JSON.stringify({ type, data: { prompt_id: 'p', ...data } }), 'p');

  it.each([
    ['executing', { node: null }, { kind: 'over' }],
    ['executing', { node: '5', display_node: '5' }, { kind: 'running', node: '5' }],
    ['execution_success', { timestamp: 1 }, { kind: 'over' }],
    ['execution_error', { node_id: '3', traceback: [] }, { kind: 'over' }],
    ['execution_start', {}, { kind: 'started' }],
    ['execution_cached', { nodes: ['1', '2'] }, { kind: 'cached', nodes: ['1', '2'] }],
    ['progress', { node: '5', value: 3, max: 20 }, { kind: 'steps', nodes: [steps('5', 3, 20)] }],
    [
      'progress_state',
      { nodes: { '5': { value: 1, max: 2, state: 'running' }, '6': { value: 'x' } } },
      { kind: 'steps', nodes: [steps('5', 1, 2)] },
    ],
    ['status', { status: { exec_info: { queue_remaining: 0 } } }, { kind: 'over' }],
  ])('%s %j is %j', (type, data, expected) => {
    expect(about(type, data)).toEqual(expected);
  });

  it.each([
    ['executing', { node: '5', prompt_id: 'other' }],
    ['executing', { prompt_id: undefined, node: null }],
    ['status', { status: { exec_info: { queue_remaining: 2 } } }],
    ['progress', { node: '5', value: -1, max: 20 }],
    ['progress', { node: '5', value: 1e300, max: 20 }],
    ['feature_flags', {}],
  ])('%s %j says nothing', (type, data) => {
    expect(about(type, data)).toBeUndefined();
  });

  it.each(['', 'null', '[1]', '{"type":1}', '{'.repeat(10_000)])('that can not be read says nothing', (text) => {
    expect(readMessage(text, 'p')).toBeUndefined();
  });
});
