// The number of a version on the command line.
import { InvalidArgumentError } from 'commander';

export function parseVersion(text: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new InvalidArgumentError('It must be a number from 1.');
  return Number(text);
}
