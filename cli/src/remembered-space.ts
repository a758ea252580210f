// The space that a folder remembers in `.polyvault.json`, which is looked for upwards and holds nothing else.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { CommandError, EXIT } from './failure.ts';

export function readRememberedSpace(folder: string): string | undefined {
  for (let place = folder; ; place = dirname(place)) {
    const path = join(place, '.polyvault.json');
    const text = readIfThere(path);
    if (text !== null) return parse(path, text);
    if (place === dirname(place)) return undefined;
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function parse(path: string, text: string): string {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    content = null;
  }
  const members = typeof content === 'object' && content !== null ? Object.entries(content) : [];
  const [member] = members;
  if (members.length !== 1 || member?.[0] !== 'space' || typeof member[1] !== 'string') {
    throw new CommandError(EXIT.usage, `${path} must be {"space":"..."} and nothing else.`);
  }
  return member[1];
}
