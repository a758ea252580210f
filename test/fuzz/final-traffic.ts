// After a run: ordinary clients of every dialect sign in, write, read and list as if nothing had been.
import { signInEverywhere } from '../support/dialect-clients.ts';
import type { TestServer } from '../support/server.ts';
import { masked } from './marks.ts';

/** Reports every client that does not work. */
export async function checkTraffic(
  server: TestServer,
  token: string,
  report: (problem: string) => void,
): Promise<void> {
  const spaces = { native: 'apps/after', workspace: 'notes' };
  const { clients } = await signInEverywhere(server, spaces, token);
  for (const client of clients) {
    const name = `after-${Date.now() % 100_000}-${client.name}`;
    const created = await client.create(name, `value of ${name}`);
    const value = created.status < 300 ? await client.read?.(name) : undefined;
    const wrong = client.read !== undefined && value !== `value of ${name}`;
    if (created.status >= 300 || wrong || (await client.list()).status !== 200) {
      report(`after all of it, ${client.name} does not work: ${created.status} ${masked(created.text)}`);
    }
  }
}
