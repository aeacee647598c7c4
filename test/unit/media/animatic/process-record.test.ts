import { describe, expect, it } from 'vitest';
import { livenessOf, type ProcessRecord } from '../../../../src/media/animatic/process-record.js';
import type { HostIdentity } from '../../../../src/runtime.js';

// No process has this id, so procfs, where there is one, knows nothing of it.
const pid = 2 ** 30;
const here = { host: 'harbour', boot: 'b1', pidNamespace: 'pid:[1]' };
const record: ProcessRecord = { ...here, pid, started: null };
const host = (isAlive: boolean, changes: Partial<HostIdentity> = {}): HostIdentity => ({
  ...here,
  pid: 1,
  isAlive: () => isAlive,
  ...changes,
});

describe('livenessOf', () => {
  it('believes the pid in the same place', async () => {
    expect(await livenessOf(record, host(true))).toBe('alive');
    expect(await livenessOf(record, host(false))).toBe('dead');
  });

  it('knows that a restart of the machine ended everything', async () => {
    expect(await livenessOf(record, host(true, { boot: 'b2' }))).toBe('dead');
  });

  it('can say nothing about another machine or container', async () => {
    expect(await livenessOf(record, host(false, { host: 'other', boot: 'b2' }))).toBe('unknown');
    expect(await livenessOf(record, host(false, { pidNamespace: 'pid:[2]' }))).toBe('unknown');
  });

  it('believes only a missing pid where boots have no names', async () => {
    const nameless = { boot: '', pidNamespace: '' };
    expect(await livenessOf({ ...record, ...nameless }, host(false, nameless))).toBe('dead');
    expect(await livenessOf({ ...record, ...nameless }, host(true, nameless))).toBe('unknown');
  });

  it('takes a process that never started for dead', async () => {
    expect(await livenessOf({ ...record, pid: null }, host(true))).toBe('dead');
  });

  it.runIf(process.platform === 'linux')('tells a reused pid by the time it started', async () => {
    const reused = { ...record, pid: process.pid, started: '1' };
    expect(await livenessOf(reused, host(true))).toBe('dead');
  });
});
