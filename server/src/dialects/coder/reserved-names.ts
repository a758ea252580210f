// The environment variables that a secret may not set, as coder.md 3.4 lists them; all in upper case.

export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  // Login and shell.
  'PATH',
  'HOME',
  'SHELL',
  'USER',
  'LOGNAME',
  'PWD',
  'OLDPWD',
  // Locale and terminal.
  'LANG',
  'TERM',
  // Shell behaviour.
  'IFS',
  'CDPATH',
  // Shell start files.
  'ENV',
  'BASH_ENV',
  // Temporary directories.
  'TMPDIR',
  'TMP',
  'TEMP',
  // Host.
  'HOSTNAME',
  // SSH.
  'SSH_AUTH_SOCK',
  'SSH_CLIENT',
  'SSH_CONNECTION',
  'SSH_TTY',
  // Editors.
  'EDITOR',
  'VISUAL',
  'PAGER',
  // Development environments in the browser.
  'VSCODE_PROXY_URI',
  'CS_DISABLE_GETTING_STARTED_OVERRIDE',
  // XDG directories.
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  'XDG_STATE_HOME',
]);

/** Names that start so are refused whatever follows (coder.md 3.4, rule 5). */
export const RESERVED_PREFIXES = ['GIT_', 'LC_', 'LD_', 'DYLD_'] as const;
