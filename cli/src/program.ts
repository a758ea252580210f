// The program: global options, every command of the registry, and one place where all failures end.
import { Command, CommanderError } from 'commander';

import { COMMANDS } from './commands/registry.ts';
import { Context } from './context.ts';
import type { GlobalOptions } from './context.ts';
import { readEnvironment } from './environment.ts';
import { describeFailure, EXIT } from './failure.ts';
import { createTerminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** Runs one command line (without the program's own name) and answers with the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const terminal = createTerminal();
  const program = new Command('polyvault')
    .description('One encrypted store for secrets: server, command line and process runner')
    .version(VERSION)
    .helpOption('-h, --help', 'help, with examples')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showHelpAfterError(false);
  const context = new Context(readEnvironment(), terminal);
  let exitCode: number = EXIT.ok;
  const end = (code: number): void => {
    exitCode = code;
  };
  for (const load of commandsFor(args)) (await load())(program, context, end);
  addGlobalOptions(program);
  program.hook('preAction', (_program, command) => context.use(command.optsWithGlobals<GlobalOptions>()));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok;
      terminal.fail(usageFailure(error), args.includes('--json'));
      return EXIT.usage;
    }
    const failure = describeFailure(error);
    terminal.fail(failure, context.json);
    return failure.exitCode;
  }
}

/** The command that is named; all of them for help, for completion, and for what is no command. */
function commandsFor(args: readonly string[]) {
  const all = args.includes('help') || args[0] === 'completion';
  const named = all ? undefined : args.find((arg) => COMMANDS.has(arg));
  const load = named === undefined ? undefined : COMMANDS.get(named);
  return load === undefined ? COMMANDS.values() : [load];
}

/** The global options stand before a command and behind it alike. */
function addGlobalOptions(command: Command): void {
  command
    .option('--json', 'results and errors as JSON')
    .option('--server <url>', 'address of the server (POLYVAULT_SERVER)')
    .option('--token-file <file>', 'private file with the token, instead of POLYVAULT_TOKEN or the login');
  for (const below of command.commands)
    if (!['server', 'up', 'backup', 'restore', 'drill'].includes(below.name())) addGlobalOptions(below);
}

/** Commander quotes what it does not know; behind an equals sign that may be a value. */
function usageFailure(error: CommanderError) {
  const message = error.message
    .replace(/^error: /, '')
    .replace(/=[^']*'/, "=...'")
    .replace(/\n/g, ' ');
  return {
    code: 'usage',
    message: error.code === 'commander.help' ? 'Which command?' : message,
    hint: 'See `polyvault --help`, or --help behind the name of a command.',
    exitCode: EXIT.usage,
    requestId: null,
  };
}
