import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.js';
import { createDesk, type Desk, type MainRun } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const findingSchema = z.object({
  check: z.string(),
  status: z.enum(['ok', 'warning', 'problem', 'skipped']),
  detail: z.string(),
  mend: z.string().nullable(),
  code: z.string().nullable(),
});
export type ToldFinding = z.infer<typeof findingSchema>;

export interface Examined extends MainRun {
  readonly findings: readonly ToldFinding[];
  /** What is said of one check. */
  of(check: string): readonly ToldFinding[];
}

export interface Clinic {
  readonly desk: Desk;
  readonly clock: FakeClock;
  readonly cwd: string;
  readonly state: string;
  /** Where the user's own config file belongs. */
  readonly userDirectory: string;
  /** `wan doctor --json` and what follows it. */
  doctor(...more: readonly string[]): Promise<Examined>;
  writeProject(config: object | string): void;
  writeUser(config: object): void;
  read(path: string): string | undefined;
}

/** An empty folder, no ledger and no key but those in `env`; nobody answers where ComfyUI would be. */
export function openClinic(env: Readonly<Record<string, string>> = {}): Clinic {
  const cwd = temporaryDirectory();
  const state = join(temporaryDirectory(), 'state');
  const home = temporaryDirectory();
  const userDirectory = join(home, 'wan');
  const clock = createFakeClock();
  const nobody = { WAN_COMFYUI_BASE_URL: '', XDG_CONFIG_HOME: home };
  const desk = createDesk({ cwd, stateDirectory: state, clock, env: { ...nobody, ...env } });
  return {
    desk,
    clock,
    cwd,
    state,
    userDirectory,
    doctor: async (...more) => {
      const run = await desk.run('doctor', '--json', ...more);
      const findings = z.array(findingSchema).parse(run.document().data);
      return { ...run, findings, of: (check) => findings.filter((finding) => finding.check === check) };
    },
    writeProject: (config) => {
      writeFileSync(join(cwd, '.wanrc.json'), typeof config === 'string' ? config : JSON.stringify(config));
    },
    writeUser: (config) => {
      mkdirSync(userDirectory, { recursive: true });
      writeFileSync(join(userDirectory, 'config.json'), JSON.stringify(config));
    },
    read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  };
}
