import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** RFC 6455, section 1.3. */
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** An empty closing frame. */
export const closingFrame = Buffer.from([0x88, 0]);

/** Answers the opening handshake; false when it is none. */
export function acceptHandshake({ headers }: IncomingMessage, socket: Duplex): boolean {
  const key = headers['sec-websocket-key'];
  if (headers.upgrade?.toLowerCase() !== 'websocket' || key === undefined) return false;
  const accept = createHash('sha1')
    .update(key + magic)
    .digest('base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'upgrade: websocket', 'connection: Upgrade'];
  socket.write([...lines, `sec-websocket-accept: ${accept}`, '', ''].join('\r\n'));
  return true;
}

/** One unmasked frame, as servers send them: text, or binary for bytes. */
export function frameOf(message: string | Uint8Array): Buffer {
  const payload = Buffer.from(message);
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
  head[0] = typeof message === 'string' ? 0x81 : 0x82;
  if (head.length === 2) head[1] = payload.length;
  if (head.length === 4) {
    head[1] = 126;
    head.writeUInt16BE(payload.length, 2);
  }
  if (head.length === 10) {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  return Buffer.concat([head, payload]);
}
