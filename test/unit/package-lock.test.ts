import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const entry = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  optional: z.boolean().default(false),
  dev: z.boolean().default(false),
  link: z.boolean().default(false),
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
  hasInstallScript: z.boolean().default(false),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});
const ranges = z.record(z.string(), z.string());
const names = { dependencies: ranges, devDependencies: ranges };

const manifest = z.object({ name: z.string(), version: z.string(), ...names }).parse(read('package.json'));
const lock = z
  .object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), z.unknown()) })
  .parse(read('package-lock.json'));
const packages = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, value]) => ({ path, ...entry.parse(value) }));

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
}

describe('the lock file', () => {
  it('belongs to the manifest', () => {
    const { name, version, dependencies, devDependencies } = manifest;
    expect(lock.packages['']).toMatchObject({ name, version, dependencies, devDependencies });
  });

  it('tells what every package must hash to, but for binaries that other systems take', () => {
    const without = packages.filter(({ integrity }) => integrity === undefined);
    const excused = ({ optional, os, cpu }: (typeof packages)[number]) =>
      optional && os !== undefined && cpu !== undefined;
    expect(without.filter((each) => !excused(each)).map(({ path }) => path)).toEqual([]);
    const weak = packages.filter(({ integrity }) => integrity !== undefined && !integrity.startsWith('sha512-'));
    expect(weak.map(({ path }) => path)).toEqual([]);
  });

  it('names no host: where packages come from is for the npm of each machine to say', () => {
    expect(packages.filter(({ resolved, link }) => resolved !== undefined || link).map(({ path }) => path)).toEqual([]);
  });

  it('holds the binaries of every system, so that npm ci works on each of them', () => {
    const paths = new Set(packages.map(({ path }) => path));
    const missing = packages.flatMap(({ path, optionalDependencies }) =>
      Object.keys(optionalDependencies).filter(
        (name) => !paths.has(`${path}/node_modules/${name}`) && !paths.has(`node_modules/${name}`),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('has no package for users that runs something at install', () => {
    expect(packages.filter(({ hasInstallScript, dev }) => hasInstallScript && !dev).map(({ path }) => path)).toEqual(
      [],
    );
  });
});

describe('the dependencies', () => {
  it('are in the README, each with the reason', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const table = readme.split(/^\| package \| why \|\n\|[-| ]+\|\n/m)[1]?.split('\n\n')[0] ?? '';
    const rows = [...table.matchAll(/^\| (.+?) \| (.+) \|$/gm)].flatMap(([, cell = '', why = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({ name, why })),
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(manifest.dependencies).sort());
    for (const { name, why } of rows) expect(why.length, name).toBeGreaterThan(10);
  });
});
