// Which variables a secret may set: the list of coder.md 3.4, checked again here, before a process gets them.

const RESERVED: ReadonlySet<string> = new Set(
  [
    'PATH HOME SHELL USER LOGNAME PWD OLDPWD',
    'LANG TERM',
    'IFS CDPATH',
    'ENV BASH_ENV',
    'TMPDIR TMP TEMP',
    'HOSTNAME',
    'SSH_AUTH_SOCK SSH_CLIENT SSH_CONNECTION SSH_TTY',
    'EDITOR VISUAL PAGER',
    'VSCODE_PROXY_URI CS_DISABLE_GETTING_STARTED_OVERRIDE',
    'XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME',
  ].flatMap((group) => group.split(' ')),
);
const RESERVED_PREFIXES = ['CODER_', 'GIT_', 'LC_', 'LD_', 'DYLD_'];

/** What is wrong with a variable's name, or null (coder.md 3.4; names are compared whatever their case). */
export function envNameProblem(name: string): string | null {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(name)) {
    return 'a variable starts with a letter or _ and holds only letters, digits and _, at most 256';
  }
  const upper = name.toUpperCase();
  if (RESERVED.has(upper) || upper === 'CODER') return `${upper} is a reserved variable`;
  const prefix = RESERVED_PREFIXES.find((start) => upper.startsWith(start));
  return prefix === undefined ? null : `variables that start with ${prefix} are reserved`;
}
