// After a run: the whole audit log is there, one event after the other from the first, and none shows a value.
import { send } from '../support/dialect-clients.ts';
import type { TestServer } from '../support/server.ts';
import { holdsPassword, holdsToken, holdsValue } from './marks.ts';

const PAGE = 1000;

/** How many events there are; reports gaps and marks. */
export async function checkAudit(
  server: TestServer,
  token: string,
  report: (problem: string) => void,
): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  let last = 0;
  for (;;) {
    const answer = await send(server, 'GET', `/pv/v1/audit?after=${last}&limit=${PAGE}`, headers);
    if (answer.status !== 200) {
      report(`the audit log answers ${answer.status}`);
      return last;
    }
    if (holdsValue(answer.text) || holdsPassword(answer.text) || holdsToken(answer.text)) {
      report(`the audit log shows a secret, after event ${last}`);
    }
    const { items } = JSON.parse(answer.text) as { items: { seq: number }[] };
    for (const { seq } of items) {
      if (seq !== last + 1) report(`the audit log has event ${seq} behind ${last}`);
      last = seq;
    }
    if (items.length < PAGE) return last;
  }
}
