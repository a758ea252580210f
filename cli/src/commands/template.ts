// `polyvault template`: a file with `{{ pv://space/name#field }}` in it, with the values in their places. All of them, or
// nothing is written.
import { CommandError, EXIT } from '../failure.ts';
import { readInput } from '../input.ts';
import { writePrivateFile } from '../private-file.ts';
import { parseReference } from '../references/reference.ts';
import { Resolver } from '../references/resolver.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

interface Options {
  readonly output?: string;
  readonly plain?: boolean;
}

const PLACE = /\{\{\s*(pv:\/\/[^\s{}]*)\s*\}\}/g;

export const registerTemplate: RegisterCommand = (program, context) => {
  program
    .command('template')
    .description('a file with {{ pv://space/name#field }} replaced by values')
    .argument('<file>', 'a file, or - for stdin')
    .option('-o, --output <file>', 'write it to this file, with mode 0600')
    .option('--plain', 'print values though stdout is a terminal')
    .addHelpText(
      'after',
      examples(
        'polyvault template nginx.conf.tpl --output nginx.conf',
        'echo "password={{ pv://apps/shop/DB#password }}" | polyvault template - --output db.ini',
      ),
    )
    .action(async (file: string, options: Options) => {
      const { output } = options;
      if (output === undefined && context.terminal.stdoutIsTerminal && options.plain !== true) {
        throw new CommandError(
          EXIT.usage,
          'This would show values on the terminal.',
          'Write the text to a file with --output, pipe it on, or say --plain.',
        );
      }
      const text = await readInput(file);
      const places = [...text.matchAll(PLACE)].map((match) => ({
        at: match.index,
        length: match[0].length,
        reference: parseReference(match[1] ?? '', `${file}:${lineAt(text, match.index)}`),
      }));
      const resolver = new Resolver(context.client());
      const values = await Promise.all(places.map(({ reference }) => resolver.value(reference)));
      let result = '';
      let from = 0;
      for (const [index, { at, length }] of places.entries()) {
        result += text.slice(from, at) + (values[index] ?? '');
        from = at + length;
      }
      result += text.slice(from);
      if (output === undefined) {
        context.terminal.write(result);
        return;
      }
      writePrivateFile(output, result);
      context.print(
        { output, values: places.length },
        `${places.length} values are in ${output}, mode 0600.`,
      );
    });
};

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
