// Addresses of spaces and secrets, as people share them: `/s/apps/shop/` is a space, `/s/apps/shop/DB_URL` a secret. The
// slash at the end tells them apart, and a name is escaped as one piece, so it never leads elsewhere.

export type Address =
  | { readonly kind: 'none' }
  | { readonly kind: 'space'; readonly space: string }
  | { readonly kind: 'secret'; readonly space: string; readonly name: string };

export function spaceHref(space: string): string {
  return `/s/${space.split('/').map(encodeURIComponent).join('/')}/`;
}

export function secretHref(space: string, name: string): string {
  return `${spaceHref(space)}${encodeURIComponent(name)}`;
}

/** Of an undecoded path below `/s`; what is not an address is `none`. */
export function parseAddress(path: string): Address {
  const parts = path.replace(/^\/s\/?/, '').split('/');
  const last = parts.pop() ?? '';
  const decoded = [...parts, last].map(decode);
  if (decoded.includes(null)) return { kind: 'none' };
  const space = decoded.slice(0, -1).join('/');
  const name = decoded.at(-1) ?? '';
  if (space === '') return name === '' ? { kind: 'none' } : { kind: 'space', space: name };
  return name === '' ? { kind: 'space', space } : { kind: 'secret', space, name };
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
