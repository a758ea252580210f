#!/usr/bin/env node
// The executable `polyvault`: hands the command line to the program and ends with its exit code.
import { runProgram } from './program.ts';

// By default this signal opens the debugger, and with it the memory.
process.on('SIGUSR1', () => undefined);
process.exitCode = await runProgram(process.argv.slice(2));
