// Two hundred and more ways to write a content type (the tricks that made other servers skip their validation):
// spellings, parameters, white space, several types in one, and types that are close to JSON.

const TYPES = [
  ...[
    'application/json',
    'APPLICATION/JSON',
    'Application/Json',
    'application/JSON',
    'text/json',
    'text/plain',
  ],
  ...['application/x-json', 'application/vnd.api+json', 'application/problem+json', 'application/jsonp'],
  ...['application/json5', 'application/json-seq', 'application/*', '*/*', 'json', '/json', 'application/'],
  ...['application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=x'],
  ...['application/octet-stream', 'application/xml', 'text/html', 'application/ json', 'application /json'],
];
const ENDS = [
  ...['', ';', ' ;', ';;', '; charset=utf-8', ';charset=UTF-8', '; charset="utf-8"', '; charset=utf-16'],
  ...['; charset=', ' a', '\ta', ',text/plain', ', application/xml', ';a=b;a=c', '; boundary=x', '.', '+xml'],
];
const WHOLE = [
  ...['', ' ', ';', '\t', ';application/json', 'x;application/json', 'text/plain;application/json'],
  ...['text/plain, application/json', '"application/json"', "'application/json'", 'application%2Fjson'],
  ...[
    'application\\json',
    'null',
    'undefined',
    '[object Object]',
    'application/json\u00a0',
    'applicatıon/json',
  ],
  `application/json; a=${'x'.repeat(4000)}`,
];

/** Each form once; the first is plain JSON. */
export const CONTENT_TYPES: readonly string[] = [
  ...new Set([...TYPES.flatMap((type) => ENDS.map((end) => `${type}${end}`)), ...WHOLE]),
];
