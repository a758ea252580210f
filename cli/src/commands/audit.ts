// `polyvault audit`: verifies an export of the audit log offline, with a public key and nothing of the server; searches
// the log at the server.
import { createReadStream, existsSync, readFileSync } from 'node:fs';

import { verifyAuditExport } from '@polyvault/sdk/audit';
import type { AuditReport } from '@polyvault/sdk/audit';

import { addSearch } from '../audit/search-command.ts';
import { CommandError, EXIT } from '../failure.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

interface Options {
  readonly key: string;
  readonly checkpoint?: string;
}

export const registerAudit: RegisterCommand = (program, context, end) => {
  const audit = program.command('audit').description('the audit log: searched, and verified by anyone');
  addSearch(audit, context, end);
  audit
    .command('verify')
    .description('check an export of the audit log; says which event is wrong. Needs no server')
    .argument('<export>', 'file with the JSON lines of GET /pv/v1/audit/export; - for standard input')
    .requiredOption('--key <key>', 'verifier key, or a file with it (GET /pv/v1/audit/key)')
    .option('--checkpoint <file>', 'a checkpoint that you saw before (GET /pv/v1/audit/checkpoint)')
    .addHelpText(
      'after',
      examples('polyvault audit verify log.jsonl --key audit.key --checkpoint last-week.txt'),
    )
    .action(async (file: string, { key, checkpoint }: Options) => {
      const chunks = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1024 * 1024 });
      const report = await verify(chunks, {
        keys: existsSync(key) ? readText(key) : key,
        ...(checkpoint === undefined ? {} : { oldCheckpoint: readText(checkpoint) }),
      });
      context.print(report, describe(report));
      if (report.ok) return;
      const count = report.problems.length;
      throw new CommandError(
        EXIT.failed,
        `The export does not verify: ${count === 1 ? '1 problem' : `${count} problems`}.`,
      );
    });
};

async function verify(...input: Parameters<typeof verifyAuditExport>): Promise<AuditReport> {
  try {
    return await verifyAuditExport(...input);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'The export cannot be read.';
    throw new CommandError(EXIT.usage, message, null, cause);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CommandError(EXIT.usage, `The file ${path} cannot be read.`, null, cause);
  }
}

function describe({ ok, origin, events, start, size, problems }: AuditReport): string {
  const lines = problems.map(({ line, message }) => `line ${line}: ${message}`);
  const range = start === 0 ? `${events} events` : `${events} events behind event ${start}`;
  if (ok) lines.push(`The log ${origin ?? ''} verifies: ${range}, up to the checkpoint of ${size ?? 0}.`);
  else lines.push(`${range} were read; the newest checkpoint that holds is that of ${size ?? 0}.`);
  return lines.join('\n');
}
