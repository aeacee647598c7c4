import { expect, it } from 'vitest';
import { bucketFor, hour, mediaFile, startBucketServer } from './bucket-server.js';

it('prints nothing about the version of Node once the documented variable is set', async () => {
  const warnings: string[] = [];
  const listen = (warning: Error) => warnings.push(warning.message);
  process.on('warning', listen);
  const server = await startBucketServer();
  await (await bucketFor(server.endpoint)).host(await mediaFile(), Date.now() + hour);
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});
