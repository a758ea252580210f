// The secrets of a space as the text of other programs. What a format cannot hold is an error that names the secret, so
// that nothing is ever written that reads back as something else.
import { stringify } from 'yaml';
import type { Secret } from '@polyvault/sdk';

import { planDelivery } from '../delivery/plan.ts';
import { CommandError, EXIT } from '../failure.ts';

export const FORMATS = ['dotenv', 'json', 'yaml', 'shell', 'docker', 'k8s'] as const;
export type Format = (typeof FORMATS)[number];

export interface ExportOptions {
  /** Of the Kubernetes Secret. */
  readonly name: string;
  readonly namespace: string | undefined;
}

/**
 * `dotenv`, `shell` and `docker` hold the variables that `run` would set; `json` and `yaml` every secret by its name, one
 * with several fields as a mapping; `k8s` a Secret of the same.
 */
export function formatSecrets(format: Format, secrets: readonly Secret[], options: ExportOptions): string {
  if (format === 'json') return `${JSON.stringify(byName(secrets), null, 2)}\n`;
  if (format === 'yaml') return stringify(byName(secrets), { defaultStringType: 'QUOTE_DOUBLE' });
  if (format === 'k8s') return kubernetes(secrets, options);
  const { env, problems } = planDelivery(secrets);
  if (problems.length > 0) {
    throw new CommandError(EXIT.refused, `Not every variable can be set: ${problems.join('; ')}.`);
  }
  const write = { dotenv: dotenvLine, shell: shellLine, docker: dockerLine }[format];
  return [...env].map(([name, value]) => `${write(name, value)}\n`).join('');
}

function byName(secrets: readonly Secret[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    secrets.map(({ name, fields }) => {
      const { value, ...others } = fields;
      return [name, Object.keys(others).length === 0 && value !== undefined ? value : fields];
    }),
  );
}

/** Without quotes inside nothing is special between single ones; otherwise escapes, which `import` reads back. */
function dotenvLine(name: string, value: string): string {
  if (!/['\n\r]/.test(value)) return `${name}='${value}'`;
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return `${name}="${value.replace(/[\\"]/g, '\\$&').replace(/[\n\r\t]/g, (one) => escapes[one] ?? one)}"`;
}

function shellLine(name: string, value: string): string {
  return `export ${name}='${value.replaceAll("'", "'\\''")}'`;
}

/** Docker's --env-file takes the rest of the line as it is, and knows no quotes. */
function dockerLine(name: string, value: string): string {
  if (!/[\n\r]/.test(value)) return `${name}=${value}`;
  throw new CommandError(
    EXIT.refused,
    `${name} has several lines, which an env file of Docker cannot hold.`,
    'Deliver it as a file, or take another format.',
  );
}

function kubernetes(secrets: readonly Secret[], { name, namespace }: ExportOptions): string {
  const data: Record<string, string> = {};
  for (const secret of secrets) {
    const several = Object.keys(secret.fields).length > 1;
    for (const [field, value] of Object.entries(secret.fields)) {
      const key = several ? `${secret.name}.${field}` : secret.name;
      if (!/^[-._A-Za-z0-9]{1,253}$/.test(key)) {
        throw new CommandError(
          EXIT.refused,
          `${JSON.stringify(key)} cannot be a key of a Kubernetes Secret.`,
          'Keys have letters, digits, - _ and . only.',
        );
      }
      data[key] = Buffer.from(value).toString('base64');
    }
  }
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return stringify({ apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data });
}
