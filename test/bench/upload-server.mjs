/** Takes every upload and keeps none, holds no object, and hands out fal's upload tickets; its address is its first line. */
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const origin = `http://${request.headers.host}`;
  request.resume();
  request.on('end', () => {
    if (request.method === 'HEAD') return response.writeHead(404).end();
    if (request.method === 'PUT') return response.writeHead(200, { etag: '"taken"' }).end();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ upload_url: `${origin}/upload`, file_url: `${origin}/file` }));
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
