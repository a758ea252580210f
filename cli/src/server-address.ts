// Addresses of servers as a person gives them: checked before a token or password goes there (threat T1).
import { CommandError, EXIT } from './failure.ts';

/**
 * The address without slashes at its end. Refuses what is no http or https URL, one with a user in it, and plain HTTP
 * beyond this machine unless that is allowed.
 */
export function checkAddress(
  text: string,
  options: {
    /** Such as `--from must be an address such as https://api.example.com.` */
    readonly complaint: string;
    /** What plain HTTP would show: `your token`. */
    readonly shown: string;
    readonly allowPlainHttp: boolean;
  },
): string {
  const url = URL.parse(text);
  const usable = url !== null && ['http:', 'https:'].includes(url.protocol);
  if (!usable || url.username + url.password + url.search + url.hash !== '') {
    throw new CommandError(EXIT.usage, options.complaint);
  }
  const loopback = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\./.test(url.hostname);
  if (url.protocol === 'http:' && !loopback && !options.allowPlainHttp) {
    throw new CommandError(
      EXIT.usage,
      `Plain HTTP to ${url.host} would show ${options.shown} to the network.`,
      'Use https, or set POLYVAULT_ALLOW_PLAIN_HTTP=true where the network is safe by other means.',
    );
  }
  return url.href.replace(/\/+$/, '');
}
