import { readdir, readFile } from 'node:fs/promises';

/** The pid of the process that was started with this argument; undefined if there is none, or no procfs to ask. */
export async function findProcess(argument: string): Promise<number | undefined> {
  const entries = await readdir('/proc').catch(() => []);
  for (const entry of entries.filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (command.split('\0').includes(argument)) return Number(entry);
  }
  return undefined;
}
