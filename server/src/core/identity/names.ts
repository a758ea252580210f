// The canonical spelling of names and addresses: one user, one key, however it is typed (threat T13).
import { invalidInput } from '../../base/errors.ts';
import { isSegment } from '../spaces/path.ts';

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** The key under which a username or an email address is found and counted. */
export function canonicalName(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** A username is one path segment of at most 64 characters, so that it can stand in the path of a space. */
export function parseUsername(username: string): string {
  if (!isSegment(username) || username.length > 64) {
    throw invalidInput({
      path: 'username',
      message: 'must start with a letter or digit and hold only letters, digits and . _ @ -, at most 64',
    });
  }
  return username;
}

export function parseEmail(email: string): string {
  if (email.length > 254 || !EMAIL.test(email)) {
    throw invalidInput({ path: 'email', message: 'must be an email address of at most 254 characters' });
  }
  return email;
}

/** 8 to 1,024 bytes; length is all that is asked of a password. */
export function parsePassword(password: string, path = 'password'): string {
  const bytes = Buffer.byteLength(password, 'utf8');
  if (bytes < 8 || bytes > 1024) throw invalidInput({ path, message: 'must have 8 to 1024 bytes' });
  return password;
}
