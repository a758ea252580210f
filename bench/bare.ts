// The ceiling of the benchmark: node:http alone, answering 300 bytes of JSON to anything.
import { createServer } from 'node:http';

const body = JSON.stringify({ padding: 'x'.repeat(300 - JSON.stringify({ padding: '' }).length) });
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': Buffer.byteLength(body),
};

const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object')
    console.log(`bare at http://127.0.0.1:${address.port}`);
});
