// An address of one value: `pv://space/name#field`, where the last part of the path is the secret's name. Parts are
// percent-encoded where they have a `/`, `#`, `?` or `%` of their own. It is a place, never a value.
import { CommandError, EXIT } from '../failure.ts';

export interface Reference {
  readonly space: string;
  readonly name: string;
  /** Null for the field `value`, or the only one. */
  readonly field: string | null;
  /** Null for the current one. */
  readonly version: number | null;
}

const FORM = 'pv://space/name, pv://space/name#field or pv://space/name?version=3';

export function isReference(text: string): boolean {
  return text.startsWith('pv://');
}

/** Usage failure for a text that starts with pv:// and goes on otherwise; it quotes nothing but the text's place. */
export function parseReference(text: string, where: string): Reference {
  const parts = /^pv:\/\/([^?#]+)\/([^/?#]+)(?:\?version=([1-9]\d{0,8}))?(?:#([^#]+))?$/.exec(text);
  const [, space, name, version, field] = parts ?? [];
  if (space === undefined || name === undefined) throw malformed(where);
  return {
    space: decode(space, where),
    name: decode(name, where),
    version: version === undefined ? null : Number(version),
    field: field === undefined ? null : decode(field, where),
  };
}

function decode(part: string, where: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw malformed(where);
  }
}

function malformed(where: string): CommandError {
  return new CommandError(EXIT.usage, `${where} is not a reference.`, `It must look like ${FORM}.`);
}
