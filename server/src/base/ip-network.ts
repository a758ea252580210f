// IP addresses and networks in CIDR notation (RFC 4632, RFC 4291). An IPv4 address that comes as an IPv4-mapped
// IPv6 address is the IPv4 address, so that one peer has one spelling.
import { isIP } from 'node:net';

/** An address as a number of its family's width. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** All addresses that share the first `prefix` bits. */
export interface IpNetwork extends IpAddress {
  readonly prefix: number;
}

const WIDTH = { 4: 32, 6: 128 } as const;
/** `::ffff:0:0/96`. */
const MAPPED_HEAD = 0xffffn;

/** Null for anything but an address; a zone (`%eth0`) is dropped, since it says nothing about the peer. */
export function parseIpAddress(text: string): IpAddress | null {
  const bare = text.split('%', 1)[0] ?? '';
  const family = isIP(bare);
  if (family === 4) return { family, bits: ipv4Bits(bare) };
  if (family !== 6) return null;
  const bits = ipv6Bits(bare);
  return bits >> 32n === MAPPED_HEAD ? { family: 4, bits: bits & 0xffff_ffffn } : { family, bits };
}

/** `ADDRESS/PREFIX`, or an address alone for just that one; null when it is neither or has bits behind its prefix. */
export function parseIpNetwork(text: string): IpNetwork | null {
  const match = /^([0-9a-fA-F.:]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text);
  const address = match?.[1] === undefined ? null : parseIpAddress(match[1]);
  if (address === null) return null;
  const mapped = address.family === 4 && text.includes(':');
  const width = WIDTH[address.family];
  const prefix = match?.[2] === undefined ? width : Number(match[2]) - (mapped ? 96 : 0);
  if (prefix < 0 || prefix > width) return null;
  const network = { ...address, prefix };
  return headOf(address, prefix) === address.bits ? network : null;
}

/** Whether the address, or the whole of a smaller network, lies in the network. */
export function networkCovers(network: IpNetwork, inner: IpAddress | IpNetwork): boolean {
  const innerPrefix = 'prefix' in inner ? inner.prefix : WIDTH[inner.family];
  return (
    network.family === inner.family &&
    innerPrefix >= network.prefix &&
    headOf(inner, network.prefix) === network.bits
  );
}

/** Whether a text is an address in one of the networks. */
export function isInAny(networks: readonly IpNetwork[], text: string): boolean {
  const address = parseIpAddress(text);
  return address !== null && networks.some((network) => networkCovers(network, address));
}

/** The text of the network of so many bits around an address, such as `10.1.2.0/24`. */
export function networkAround(
  address: IpAddress,
  prefix: { readonly 4: number; readonly 6: number },
): string {
  const bits = headOf(address, prefix[address.family]);
  if (address.family === 4) {
    const bytes = [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn));
    return prefix[4] === 32 ? bytes.join('.') : `${bytes.join('.')}/${prefix[4]}`;
  }
  const groups = bits.toString(16).padStart(32, '0').match(/.{4}/g) ?? [];
  return `${groups.map((group) => group.replace(/^0{1,3}/, '')).join(':')}/${prefix[6]}`;
}

function headOf(address: IpAddress, prefix: number): bigint {
  const behind = BigInt(WIDTH[address.family] - prefix);
  return (address.bits >> behind) << behind;
}

function ipv4Bits(text: string): bigint {
  return text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

/** Of a text that is known to be an IPv6 address. */
function ipv6Bits(text: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  let plain = text;
  if (dotted?.[1] !== undefined && dotted[2] !== undefined) {
    const tail = ipv4Bits(dotted[2]);
    plain = `${dotted[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  }
  const [head = '', rest] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = rest === undefined || rest === '' ? [] : rest.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
