import { type Command, Option } from 'commander';
import { WanError } from '../../errors.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { answerShell } from '../completion/answer.js';
import { completionScripts, type Shell, shells } from '../completion/scripts.js';
import { type CommandContext, runCommand } from '../run-command.js';

interface CompletionFlags extends CommonFlags {
  readonly complete?: true;
}

export function define(command: Command, context: CommandContext): void {
  command
    .argument('<shell>', shells.join(', '))
    .argument('[words...]')
    .usage(`[options] ${shells.join('|')}`)
    .addHelpText(
      'before',
      [
        'Examples:',
        '  wan completion bash > ~/.local/share/bash-completion/completions/wan',
        '  wan completion zsh > ~/.zfunc/_wan          with fpath+=~/.zfunc before compinit',
        '  wan completion fish > ~/.config/fish/completions/wan.fish',
        '',
      ].join('\n'),
    )
    .addOption(new Option('--complete', 'answer the script at the cursor').hideHelp());
  addCommonOptions(command).action(async (name: string, words: string[], flags: CompletionFlags) => {
    const shell = shells.find((known) => known === name);
    if (flags.complete === true) return answer(context, shell, words);
    await runCommand(context, { name: 'completion', flags }, async () => {
      if (shell === undefined || words.length > 0) {
        throw new WanError('usage.invalid', `no completion for ${[name, ...words].join(' ')}`, {
          hint: `one of: ${shells.join(', ')}`,
        });
      }
      return { data: { shell, script: completionScripts[shell] }, text: completionScripts[shell] };
    });
  });
}

/** Whatever goes wrong, a line being typed is no place for an error. */
async function answer(context: CommandContext, shell: Shell | undefined, words: readonly string[]): Promise<void> {
  if (shell === undefined) return;
  const text = await answerShell(shell, words, context.runtime).catch(() => '');
  context.runtime.stdout.write(text);
}
