import { open } from 'node:fs/promises';
import { onDisk } from './atomic.js';

/** At most so many bytes from the beginning of a file. @throws WanError `local.disk`, `local.output` */
export async function readBeginning(path: string, bytes: number): Promise<string> {
  return onDisk(path, async () => {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  });
}
