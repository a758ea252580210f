// `polyvault fandogh`: secrets in the form that a deployer needs, and the move from another server of that API.
import { addDockerConfig, addEnv, addKubernetesSecret } from '../fandogh/render-commands.ts';
import { addImport } from '../fandogh/import-command.ts';
import type { RegisterCommand } from './command.ts';

export const registerFandogh: RegisterCommand = (program, context, end) => {
  const fandogh = program
    .command('fandogh')
    .description('secrets for image pulls and services, and the move from a Fandogh server');
  addDockerConfig(fandogh, context, end);
  addKubernetesSecret(fandogh, context, end);
  addEnv(fandogh, context, end);
  addImport(fandogh, context, end);
};
