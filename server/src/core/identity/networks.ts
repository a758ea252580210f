// The networks that a token is bound to (threat T9): judged against the peer's address, and never widened by a token
// that makes another one.
import { AppError, invalidInput } from '../../base/errors.ts';
import { isInAny, networkCovers, parseIpNetwork } from '../../base/ip-network.ts';
import type { IpNetwork } from '../../base/ip-network.ts';

const MAX_NETWORKS = 50;

/** Whether an address lies in one of the networks, which are the JSON list of a token's row. */
export function isWithin(networks: string, address: string): boolean {
  return isInAny(parseAll(JSON.parse(networks) as string[]), address);
}

/**
 * The networks of a new token: those asked for, or the asking token's own. `invalid-input` for what is not CIDR,
 * `forbidden` when the asking token is bound to less.
 */
export function narrowerNetworks(
  own: readonly string[] | null,
  asked: readonly string[] | undefined,
): readonly string[] | null {
  if (asked === undefined) return own;
  if (asked.length === 0 || asked.length > MAX_NETWORKS) {
    throw invalidInput({ path: 'networks', message: `must have 1 to ${MAX_NETWORKS} networks` });
  }
  const networks = parseAll(asked);
  const outer = own === null ? null : parseAll(own);
  if (outer !== null && !networks.every((inner) => outer.some((one) => networkCovers(one, inner)))) {
    throw new AppError(
      'forbidden',
      'A token cannot make one for networks from which it is not accepted itself.',
    );
  }
  return asked;
}

function parseAll(texts: readonly string[]): readonly IpNetwork[] {
  return texts.map((text, index) => {
    const network = parseIpNetwork(text);
    if (network === null) {
      throw invalidInput({
        path: `networks.${index}`,
        message: 'must be a network such as 10.1.0.0/16 or 2001:db8::/32, with no bits set behind the prefix',
      });
    }
    return network;
  });
}
