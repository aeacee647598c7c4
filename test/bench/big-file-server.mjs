/** Serves `BENCH_BYTES` of an MP4 that never repeats a length; its address is its first line. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const bytes = Number(process.env.BENCH_BYTES);
const head = readFileSync(new URL('../fixtures/clip.mp4', import.meta.url));
const block = Buffer.alloc(1 << 20, 7);

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes, etag: '"big"' });
  response.write(head);
  let left = bytes - head.length;
  const more = () => {
    while (left > 0) {
      const part = left < block.length ? block.subarray(0, left) : block;
      left -= part.length;
      if (!response.write(part)) return;
    }
    response.end();
  };
  response.on('drain', more);
  more();
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}/big.mp4\n`));
