import { describe, expect, it } from 'vitest';
import { documentOf, program, start } from './program.js';
import { createWorkplace } from './workplace.js';

describe('in a working directory that was deleted', () => {
  it.each([['spend'], ['jobs'], ['resume'], ['generate', 'hero.png', '-p', 'x']])(
    'wan %s says so in one document, exit 7',
    async (...words) => {
      const ended = await runLost(...words, '--json');
      const document = documentOf(ended);
      expect([ended.exitCode, document.error?.code]).toEqual([7, 'local.output']);
      expect(ended.stderr).not.toContain('uv_cwd');
      expect(document.error?.message).toBe('the working directory is gone');
    },
  );

  it('help is given all the same', async () => {
    const ended = await runLost('spend', '--help');
    expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
  });
});

async function runLost(...words: readonly string[]) {
  const place = await createWorkplace();
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"';
  return start('/bin/sh', ['-c', script, 'sh', process.execPath, program, ...words], place).ended;
}
