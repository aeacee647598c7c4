import { type LoadedConfig, loadConfig } from '../config/load.js';
import { type UserDirectories, userDirectories } from '../config/paths.js';
import { joinLedger, type Owner } from '../jobs/ledger/leases.js';
import { type Ledger, openLedger } from '../jobs/ledger.js';
import { createRedactor, type Redactor } from '../jobs/redact.js';
import { redactError } from '../jobs/redact-error.js';
import type { ReportEvent, Reporter, ResultDocument } from '../jobs/report.js';
import type { Runtime } from '../runtime.js';
import type { CommandOutput } from './command-output.js';
import type { CommonFlags } from './common-options.js';

/** What one command has open; each part is opened when it is first asked for. */
export interface Session {
  readonly runtime: Runtime;
  readonly flags: CommonFlags;
  readonly reporter: Reporter;
  readonly directories: UserDirectories;
  /** Aborted at the first Ctrl-C or SIGTERM. */
  readonly stop: AbortSignal;
  /** Resolves at the first Ctrl-C or SIGTERM. */
  readonly interrupted: Promise<void>;
  interrupt(): void;
  /** Config files; their warnings are reported once. */
  config(choice?: ConfigChoice): Promise<LoadedConfig>;
  /** The ledger, joined by this process. */
  ledger(): Promise<{ readonly sql: Ledger; readonly owner: Owner }>;
  /** Keys that must not show in anything reported from now on. */
  protect(keys: readonly string[]): void;
  /** A text without these keys, and without what is secret in URLs. */
  redact(text: string): string;
  /** What is known of the command so far, should it be cut short. */
  snapshot(): CommandOutput;
  keepSnapshot(take: () => CommandOutput): void;
  /** Writes down what waits for company, before the process ends without being asked. */
  settle(): void;
  close(): void;
}

export interface ConfigChoice {
  /** The user turned the safety checker off on the command line. */
  readonly safetyCheckerOff?: boolean | undefined;
}

export function openSession({
  runtime,
  flags,
  reporter: plain,
}: {
  runtime: Runtime;
  flags: CommonFlags;
  reporter: Reporter;
}): Session {
  let redactor = createRedactor();
  const secrets: string[] = [];
  const reporter: Reporter = {
    report: (event) => plain.report(redactEvent(event, redactor)),
    finish: (result) => plain.finish(withoutKeys(result, redactor)),
  };
  const controller = new AbortController();
  const directories = userDirectories(runtime);
  let config: Promise<LoadedConfig> | undefined;
  let opened: { sql: Ledger; owner: Owner } | undefined;
  let takeSnapshot = (): CommandOutput => ({});
  return {
    runtime,
    flags,
    reporter,
    directories,
    stop: controller.signal,
    interrupted: new Promise((resolve) => controller.signal.addEventListener('abort', () => resolve())),
    interrupt: () => controller.abort(),
    config: (choice = {}) => {
      config ??= readConfig({ runtime, flags, reporter }, choice);
      return config;
    },
    ledger: async () => {
      if (opened === undefined) {
        const sql = await openLedger(directories.state);
        opened = { sql, owner: joinLedger(sql, runtime) };
      }
      return opened;
    },
    protect: (keys) => {
      secrets.push(...keys);
      redactor = createRedactor(secrets);
    },
    redact: (text) => redactor.text(text),
    snapshot: () => takeSnapshot(),
    keepSnapshot: (take) => {
      takeSnapshot = take;
    },
    settle: () => opened?.sql.settle(),
    close: () => {
      opened?.owner.leave();
      opened?.sql.close();
    },
  };
}

async function readConfig(
  { runtime, flags, reporter }: { runtime: Runtime; flags: CommonFlags; reporter: Reporter },
  choice: ConfigChoice,
): Promise<LoadedConfig> {
  const loaded = await loadConfig({
    runtime,
    configPath: flags.config,
    trustProject: flags.trustProject,
    allowOutside: flags.allowOutside,
    safetyCheckerOff: choice.safetyCheckerOff,
  });
  for (const text of loaded.warnings) reporter.report({ type: 'note', level: 'warning', job: null, text });
  return loaded;
}

/** Texts in events may quote a service or the user; a key or a signed URL in them stays here. */
function redactEvent(event: ReportEvent, redactor: Redactor): ReportEvent {
  if (event.type === 'note') return { ...event, text: redactor.text(event.text) };
  return event.type === 'job' ? withoutKeys(event, redactor) : event;
}

function withoutKeys<T extends Pick<ResultDocument, 'error'>>(told: T, { text }: Redactor): T {
  return told.error === null ? told : { ...told, error: redactError(told.error, text) };
}
