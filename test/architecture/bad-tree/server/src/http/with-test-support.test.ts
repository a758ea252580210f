import { server } from '../../../test/support/server.ts';

export const allowed = server;
