import { type FileHandle, open } from 'node:fs/promises';

const step = 2 ** 20;

/** Whether two files hold the same bytes; false when one can't be read. */
export async function sameBytes(one: string, other: string): Promise<boolean> {
  const handles = await Promise.allSettled([open(one, 'r'), open(other, 'r')]);
  const opened = handles.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const [first, second] = opened;
  try {
    return first !== undefined && second !== undefined && (await equal(first, second));
  } catch {
    return false;
  } finally {
    await Promise.all(opened.map((handle) => handle.close()));
  }
}

async function equal(first: FileHandle, second: FileHandle): Promise<boolean> {
  const [{ size }, { size: otherSize }] = await Promise.all([first.stat(), second.stat()]);
  if (size !== otherSize) return false;
  for (let position = 0; position < size; position += step) {
    const [a, b] = await Promise.all([first, second].map((handle) => readAt(handle, position)));
    if (a === undefined || b === undefined || !a.equals(b)) return false;
  }
  return true;
}

async function readAt(handle: FileHandle, position: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(step), 0, step, position);
  return buffer.subarray(0, bytesRead);
}
