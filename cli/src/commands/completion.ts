// `polyvault completion`: a script that teaches a shell the commands and options; made of the program itself.
import { Argument } from 'commander';
import type { Command } from 'commander';

import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

export const registerCompletion: RegisterCommand = (program, context) => {
  program
    .command('completion')
    .description('a completion script for bash, zsh or fish')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      examples(
        'polyvault completion bash > ~/.local/share/bash-completion/completions/polyvault',
        'source <(polyvault completion zsh)',
        'polyvault completion fish > ~/.config/fish/completions/polyvault.fish',
      ),
    )
    .action((shell: Shell) => {
      context.terminal.write({ bash, zsh, fish }[shell](wordsOf(program)));
    });
};

/** What may follow each path of commands: `''`, `user`, `user add`. */
function wordsOf(command: Command, path = ''): ReadonlyMap<string, readonly string[]> {
  const own = [
    ...command.commands.map((below) => below.name()),
    ...command.options.flatMap(({ long }) => (long === undefined ? [] : [long])),
    '--json',
    '--server',
    '--token-file',
    '--help',
  ];
  const below = command.commands.flatMap((one) => [...wordsOf(one, `${path} ${one.name()}`.trim())]);
  return new Map([[path, [...new Set(own)]], ...below]);
}

function bash(words: ReadonlyMap<string, readonly string[]>): string {
  const cases = [...words].map(([path, next]) => `    '${path}') words='${next.join(' ')}' ;;`);
  return `# bash completion of polyvault
_polyvault() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) case " ${[...words.keys()]
      .filter(Boolean)
      .map((key) => key.replaceAll(' ', '_'))
      .join(' ')} " in
      *" \${path:+\${path// /_}_}$word "*) path="\${path:+$path }$word" ;;
    esac ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _polyvault polyvault pv
`;
}

/** zsh runs the script of bash through its own bridge. */
function zsh(words: ReadonlyMap<string, readonly string[]>): string {
  return `#compdef polyvault pv\nautoload -U +X bashcompinit && bashcompinit\n${bash(words)}`;
}

function fish(words: ReadonlyMap<string, readonly string[]>): string {
  const lines = [...words].flatMap(([path, next]) => {
    const [first, second] = path.split(' ');
    const seen = [first, second].flatMap((word) => (word ? [`__fish_seen_subcommand_from ${word}`] : []));
    const condition = seen.length === 0 ? '__fish_use_subcommand' : seen.join('; and ');
    return next.map((word) =>
      word.startsWith('--')
        ? `complete -c polyvault -n '${condition}' -l ${word.slice(2)}`
        : `complete -c polyvault -f -n '${condition}' -a ${word}`,
    );
  });
  return `# fish completion of polyvault\n${lines.join('\n')}\ncomplete -c pv -w polyvault\n`;
}
