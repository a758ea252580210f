// After a run: the audit log is there, one event after the other, and none shows a value. It starts with the first
// event, or behind the last cut when a request has made one.
import { send } from '../support/dialect-clients.ts';
import type { TestServer } from '../support/server.ts';
import { holdsPassword, holdsToken, holdsValue } from './marks.ts';

const PAGE = 1000;

/** How many events there are and were cut off; reports gaps and marks. */
export async function checkAudit(
  server: TestServer,
  token: string,
  report: (problem: string) => void,
): Promise<{ readonly events: number; readonly cut: number }> {
  const headers = { authorization: `Bearer ${token}` };
  let last = 0;
  let cut = 0;
  for (;;) {
    const answer = await send(server, 'GET', `/pv/v1/audit?after=${last}&limit=${PAGE}`, headers);
    if (answer.status !== 200) {
      report(`the audit log answers ${answer.status}`);
      return { events: last - cut, cut };
    }
    if (holdsValue(answer.text) || holdsPassword(answer.text) || holdsToken(answer.text)) {
      report(`the audit log shows a secret, after event ${last}`);
    }
    const { items } = JSON.parse(answer.text) as { items: { seq: number }[] };
    for (const { seq } of items) {
      if (last === 0 && seq > 1) cut = seq - 1;
      else if (seq !== last + 1) report(`the audit log has event ${seq} behind ${last}`);
      last = seq;
    }
    if (items.length < PAGE) return { events: last - cut, cut };
  }
}
