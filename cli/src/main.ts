#!/usr/bin/env node
// The executable `polyvault`: hands the command line to the program and ends with its exit code. Compiled code is
// kept in a folder of the user's own, which halves the time to start.
import { enableCompileCache } from 'node:module';

import { readEnvironment } from './environment.ts';

// By default this signal opens the debugger, and with it the memory.
process.on('SIGUSR1', () => undefined);
enableCompileCache(readEnvironment().cacheFolder);
const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv.slice(2));
