// `polyvault appgate`: the move from an Appgate SDP Controller.
import { addImport } from '../appgate/import-command.ts';
import type { RegisterCommand } from './command.ts';

export const registerAppgate: RegisterCommand = (program, context, end) => {
  const appgate = program.command('appgate').description('the move from an Appgate SDP Controller');
  addImport(appgate, context, end);
};
