// PostgreSQL's text holds no NUL. Four control characters are written as three signs each, in a way that keeps the order
// of texts and the places at which one is found in another; all other text stays as it is.

const CODES = ['\x01\x02\x02', '\x01\x02\x03', '\x01\x03\x02', '\x01\x03\x03'];

const NEEDS_CODE = /[\0-\x03]/g;

const CODE = /\x01[\x02\x03][\x02\x03]/g;

export function encodeText(text: string): string {
  return text.replace(NEEDS_CODE, (sign) => CODES[sign.charCodeAt(0)] ?? sign);
}

export function decodeText(text: string): string {
  if (!text.includes('\x01')) return text;
  return text.replace(CODE, (code) => String.fromCharCode(CODES.indexOf(code)));
}
