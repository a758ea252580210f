// The store that the browser tests look at: users with different rights, spaces with secrets, over a real server.
import { Client } from '../../sdk/src/index.ts';
import { startServer } from '../support/server.ts';
import type { OpenServer } from '../support/server.ts';

export const PASSWORD = 'a long enough pass phrase 7';
/** Values carry it, so that a page which shows one without being asked is found. */
export const CANARY = 'canary-8c1f';

export interface TestStore {
  readonly server: OpenServer;
  readonly admin: Client;
  readonly signIn: (username: string) => Promise<Client>;
}

export async function openStore(): Promise<TestStore> {
  const server = await startServer({
    bootstrap: {
      users: [
        { username: 'alice', password: PASSWORD, admin: true },
        { username: 'walter', password: PASSWORD },
        { username: 'vera', password: PASSWORD },
      ],
      grants: [
        { to: 'user:walter', role: 'writer', space: 'apps/shop/**' },
        { to: 'user:vera', role: 'viewer', space: 'apps/shop/prod' },
      ],
    },
  });
  const signIn = async (username: string) => {
    const { client } = await new Client({ baseUrl: server.base }).login({ username, password: PASSWORD });
    return client;
  };
  const admin = await signIn('alice');
  for (const env of ['dev', 'staging', 'prod']) {
    const space = `apps/shop/${env}`;
    await admin.secrets.create({
      space,
      name: 'DB_URL',
      value: `${CANARY}://db.${env === 'dev' ? 'local' : 'shop'}`,
      description: 'Where the orders are',
      tags: ['db'],
    });
    await admin.secrets.create({ space, name: 'API_KEY', value: `${CANARY}-${env}` });
    if (env !== 'dev') await admin.secrets.create({ space, name: 'SMTP_PASSWORD', value: CANARY });
  }
  return { server, admin, signIn };
}
