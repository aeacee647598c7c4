import { openPart } from '../../../src/files/part.js';
import { download } from '../../../src/http/download/download.js';
import { createDownloadDispatcher } from '../../../src/http/download/download-connection.js';
import { createRuntime } from '../../../src/runtime.js';

/** A process of its own that downloads `argv[2]` to `argv[3]` and prints bytes and the largest memory that it saw, or the error. */
async function main([url = '', path = '']: readonly string[]): Promise<void> {
  const { clock } = createRuntime();
  const dispatcher = createDownloadDispatcher({ env: {}, allowPrivate: true });
  let peak = 0;
  const bytes = await download({
    url,
    target: openPart(path),
    dispatcher,
    clock,
    random: () => 0,
    signal: new AbortController().signal,
    allowPrivate: true,
    onProgress: () => {
      peak = Math.max(peak, process.memoryUsage().rss);
    },
  });
  await dispatcher.close();
  process.stdout.write(JSON.stringify({ bytes, peak }));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stdout.write(JSON.stringify(error));
  process.exitCode = 1;
});
