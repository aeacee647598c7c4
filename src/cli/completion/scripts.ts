export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * What a shell is to read so that it completes `wan`. The scripts know nothing of the program: they hand it the line as
 * data, and never run what it answers. Its first line says whether files may stand there, the others are candidates.
 */
export const completionScripts: Readonly<Record<Shell, string>> = {
  bash: `# Completion of wan for bash. Try it:  source <(wan completion bash)
# Keep it: wan completion bash > ~/.local/share/bash-completion/completions/wan

_wan() {
  local kind='' line
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS= read -r line; do COMPREPLY+=("$line"); done
  } < <(command wan completion bash --complete -- "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
  # Files are left to readline, which quotes them; elsewhere it must not offer any. bash 3 has no compopt and does.
  if [[ $kind != files ]]; then compopt +o default +o bashdefault 2>/dev/null; fi
  return 0
}

complete -o bashdefault -o default -F _wan wan
`,
  zsh: `#compdef wan
# Completion of wan for zsh. Try it:  source <(wan completion zsh)
# Keep it: wan completion zsh > a folder of $fpath, as _wan

_wan() {
  local -a lines items
  lines=("\${(@f)$(command wan completion zsh --complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  if [[ $lines[1] == files ]]; then
    if [[ $PREFIX == --*=* ]]; then compset -P 1 '*='; fi
    _files
    return
  fi
  items=("\${(@)lines[2,-1]}")
  if (( $#items )); then _describe -V wan items; fi
}

if [[ $funcstack[1] == _wan ]]; then _wan "$@"; else compdef _wan wan; fi
`,
  fish: `# Completion of wan for fish. Try it:  wan completion fish | source
# Keep it: wan completion fish > ~/.config/fish/completions/wan.fish

function __wan_complete
    set -l typed (commandline -ct)
    set -l words (commandline -opc)
    set -e words[1]
    set -l lines (command wan completion fish --complete -- $words "$typed" 2>/dev/null)
    if test "$lines[1]" = files
        set -l prefix (string match -r -- '^--[^=]*=' "$typed")
        set -l begun (string replace -r -- '^--[^=]*=' '' "$typed")
        # As typed: a quote may be open, or a space escaped.
        if string match -qr -- '^[\\'"]' "$begun"
            set begun (string sub -s 2 -- "$begun")
        else
            set begun (string unescape -- "$begun"; or echo "$begun")
        end
        for path in (__fish_complete_path "$begun")
            printf '%s%s\\n' "$prefix" $path
        end
    else
        set -e lines[1]
        if set -q lines[1]
            printf '%s\\n' $lines
        end
    end
end

complete -c wan -f -k -a '(__wan_complete)'
`,
};
