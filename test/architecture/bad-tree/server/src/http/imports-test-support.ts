export { server } from '../../../test/support/server.ts';
