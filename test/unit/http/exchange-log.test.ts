import { expect, it } from 'vitest';
import { startLog } from '../../../src/http/exchange-log.js';

it('a log line holds method, host, path, outcome and time, and nothing that may be secret', () => {
  const lines: string[] = [];
  const times = [1000, 1412.4];
  const clock = { monotonic: () => times.shift() ?? 0 };
  const finish = startLog(
    { clock, log: (line) => lines.push(line) },
    'PUT',
    new URL('https://u:p@s3.example:9000/a/b?sig=c#d'),
  );
  finish(200);
  expect(lines).toEqual(['PUT s3.example:9000/a/b 200 412 ms']);
});
