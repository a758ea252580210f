// Docker's `config.json` for one registry, as `docker login` and `kubectl create secret docker-registry` write it.
import { invalidInput } from '../../base/errors.ts';
import type { SecretContent } from '../secrets/secret.ts';
import { fieldOf, usableKind } from './usable-kind.ts';

export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
  readonly email?: string;
  /** Standard Base64 of `username:password`, which Docker prefers to the two members. */
  readonly auth: string;
}

export interface DockerConfig {
  readonly auths: Readonly<Record<string, RegistryLogin>>;
}

/** `invalid-input` on `name` for another kind of secret, and for a username that `auth` would cut at its colon. */
export function renderDockerConfig(content: SecretContent): DockerConfig {
  if (usableKind(content.metadata) !== 'docker-registry') {
    throw invalidInput({ path: 'name', message: 'is not a secret of the kind docker-registry' });
  }
  const username = fieldOf(content, 'username');
  if (username.includes(':')) {
    throw invalidInput({
      path: 'name',
      message: "has a username with a colon, which Docker's auth cannot hold",
    });
  }
  const password = fieldOf(content, 'password');
  const email = fieldOf(content, 'email');
  const login = {
    username,
    password,
    ...(email === '' ? {} : { email }),
    auth: toBase64(`${username}:${password}`),
  };
  // Not a literal with a computed name: a server called `__proto__` stays a member this way too.
  return { auths: Object.fromEntries([[fieldOf(content, 'server'), login]]) };
}

/** Standard Base64 of the text's UTF-8. */
export function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
