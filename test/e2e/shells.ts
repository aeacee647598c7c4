import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { insertJobs } from '../../src/jobs/ledger/jobs-table.js';
import { insertRun } from '../../src/jobs/ledger/runs-table.js';
import { openLedger } from '../../src/jobs/ledger.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { sampleJob } from '../unit/jobs/job-sample.js';
import { type Ended, program, type RunOptions, start } from './program.js';
import { pathOf } from './workplace.js';

/** A directory to type in: a `picture.png`, a preset with a space in its name, `wan` on the PATH. */
export interface Keyboard extends RunOptions {
  /** What stands on the command line of an interactive shell after each of these, typed one after another. */
  type(shell: 'bash' | 'zsh', lines: readonly string[]): Promise<string[]>;
  /** What fish offers for each line: candidates with their descriptions. */
  fish(lines: readonly string[]): Promise<string[][]>;
  run(shell: 'bash' | 'zsh' | 'fish', ...args: readonly string[]): Promise<Ended>;
  exists(name: string): boolean;
  /** Puts a finished job into the ledger. */
  addJob(id: string): Promise<void>;
}

export function createKeyboard(): Keyboard {
  const base = temporaryDirectory();
  const cwd = join(base, 'here');
  const state = join(base, 'state');
  for (const folder of ['here/presets', 'tools', 'startup']) mkdirSync(join(base, folder), { recursive: true });
  writeFileSync(join(cwd, 'picture.png'), '');
  writeFileSync(join(cwd, 'presets', 'my own.json'), '{}');
  writeFileSync(join(base, 'tools', 'wan'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
    mode: 0o755,
  });
  writeFileSync(join(base, 'startup', 'bashrc'), bashStartup);
  writeFileSync(join(base, 'startup', '.zshrc'), zshStartup);
  const answer = join(base, 'answer');
  const env = {
    PATH: `${join(base, 'tools')}:${process.env.PATH ?? ''}`,
    TERM: 'dumb',
    ZDOTDIR: join(base, 'startup'),
    ANSWER: answer,
  };
  const options: RunOptions = { cwd, state, env };
  const run = (file: string, ...args: readonly string[]) => start(file, args, options).ended;
  return {
    ...options,
    run: (shell, ...args) => run(pathOf(shell), ...args),
    exists: (name) => existsSync(join(cwd, name)),
    type: async (shell, lines) => {
      const startup = join(base, 'startup', 'bashrc');
      const interactive = shell === 'bash' ? `${pathOf('bash')} --rcfile '${startup}' -i` : `${pathOf('zsh')} -d -i`;
      const running = start(pathOf('script'), ['-qec', interactive, '/dev/null'], { ...options, keepInputOpen: true });
      await running.said(/ready> /);
      for (const [index, line] of lines.entries()) {
        running.child.stdin?.write(`${line}${writeDown}`);
        await running.said(new RegExp(`answer ${index + 1}\\b`));
      }
      running.child.stdin?.write('exit\r');
      await running.ended;
      return readFileSync(answer, 'utf8').split('\n').filter(Boolean);
    },
    fish: async (lines) => {
      const ask = 'wan completion fish | source; for line in $argv; echo "= $line"; complete -C $line; end';
      const { stdout } = await run(pathOf('fish'), '--no-config', '-c', ask, ...lines);
      return stdout
        .split(/^= .*\n/m)
        .slice(1)
        .map((part) => part.split('\n').filter(Boolean));
    },
    addJob: async (id) => {
      const ledger = await openLedger(state);
      const settings = {
        id: 'r_9',
        command: 'generate',
        createdAt: 0,
        cwd,
        maxCost: null,
        confirmed: true,
        settings: {},
      };
      insertRun(ledger, settings);
      insertJobs(ledger, [sampleJob({ id, run: 'r_9' })], 'o_gone');
      ledger.close();
    },
  };
}

/** Ctrl-X Ctrl-R: the shell notes what its line editor holds, and empties it. */
const writeDown = '\u0018\u0012';

const bashStartup = `
source <(wan completion bash)
answers=0
note() { printf '%s\\n' "$READLINE_LINE" >>"$ANSWER"; READLINE_LINE=''; echo "answer $((++answers))"; }
bind -x '"\\C-x\\C-r": note'
bind 'set bell-style none'
PS1='ready> '
`;

const zshStartup = `
autoload -Uz compinit && compinit -u -D
source <(wan completion zsh)
answers=0
note() { print -r -- "$BUFFER" >>$ANSWER; BUFFER=''; print "answer $((++answers))" }
zle -N note
bindkey '^X^R' note
unsetopt beep
PS1='ready> '
`;
