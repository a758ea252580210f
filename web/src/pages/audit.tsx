// Who did what: newest first, filtered, followed live, with a chart by hour and the state of the signed checkpoint.
import type { AuditEvent } from '@polyvault/sdk';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';

import { client, hasCode } from '../client.ts';
import { useSession } from '../session.tsx';
import { Button, Code, Failure, Field, Modal, Waiting } from '../ui/basics.tsx';
import { useWords } from '../words/words.tsx';
import { AuditChart } from './audit-chart.tsx';

const PAGE = 100;
const TAIL_MS = 2000;
const OUTCOMES = ['ok', 'denied', 'failed'] as const;

interface Filter {
  readonly outcome: string;
  readonly space: string;
  readonly operation: string;
}

export function AuditPage() {
  const { t } = useWords();
  const { user } = useSession();
  return user.admin ? (
    <Log />
  ) : (
    <main id="content" className="page">
      <p>{t('notOffered')}</p>
    </main>
  );
}

function Log() {
  const { t } = useWords();
  const [filter, setFilter] = useState<Filter>({ outcome: '', space: '', operation: '' });
  const [shown, setShown] = useState<AuditEvent | null>(null);
  const [live, setLive] = useState(false);
  const wanted = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  const pages = useInfiniteQuery({
    queryKey: ['audit', wanted],
    queryFn: ({ pageParam, signal }) =>
      client.auditLog.search(
        { ...wanted, limit: PAGE, ...(pageParam === 0 ? {} : { before: pageParam }) },
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.seq),
  });
  const again = useEffectEvent(() => void pages.refetch());
  useEffect(() => {
    if (!live) return undefined;
    const timer = setInterval(() => again(), TAIL_MS);
    return () => clearInterval(timer);
  }, [live]);
  const events = pages.data?.pages.flat() ?? [];
  return (
    <main id="content" className="page wide" tabIndex={-1}>
      <h1>{t('audit')}</h1>
      <p className="muted">{t('auditText')}</p>
      <Checkpoint />
      <AuditChart />
      <div className="row filters">
        <div className="field">
          <label htmlFor="outcome">{t('outcome')}</label>
          <select
            id="outcome"
            value={filter.outcome}
            onChange={(event) => setFilter({ ...filter, outcome: event.target.value })}
          >
            <option value="">{t('any')}</option>
            {OUTCOMES.map((outcome) => (
              <option key={outcome} value={outcome}>
                {t(outcome)}
              </option>
            ))}
          </select>
        </div>
        <Field
          label={t('space')}
          code
          value={filter.space}
          onChange={(event) => setFilter({ ...filter, space: event.target.value })}
        />
        <Field
          label={t('operation')}
          code
          value={filter.operation}
          onChange={(event) => setFilter({ ...filter, operation: event.target.value })}
        />
        <label className="check">
          <input type="checkbox" checked={live} onChange={(event) => setLive(event.target.checked)} />
          {t('live')}
        </label>
      </div>
      <Failure error={pages.error} />
      {pages.isPending ? <Waiting /> : <Events events={events} onShow={setShown} />}
      {pages.hasNextPage ? (
        <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('older')}
        </Button>
      ) : null}
      {shown === null ? null : <EventDetails event={shown} onClose={() => setShown(null)} />}
    </main>
  );
}

interface EventsProps {
  readonly events: readonly AuditEvent[];
  readonly onShow: (event: AuditEvent) => void;
}

function Events({ events, onShow }: EventsProps) {
  const { t, instant } = useWords();
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t('audit')}>
      <table>
        <thead>
          <tr>
            {(['time', 'who', 'operation', 'object', 'outcome', 'details'] as const).map((word) => (
              <th key={word} scope="col">
                {t(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.seq}>
              <td className="nowrap">{instant(event.time)}</td>
              <td>
                <Code>{event.actor.name ?? event.actor.kind}</Code>
              </td>
              <td>
                <Code>{event.operation}</Code>
              </td>
              <td>
                <Code>
                  {[event.space?.path, event.object?.name].filter((part) => part !== undefined).join('/')}
                </Code>
              </td>
              <td>
                <span className={`badge ${event.outcome}`}>{t(event.outcome)}</span>
              </td>
              <td>
                <Button
                  look="quiet"
                  aria-label={t('eventDetails', { n: event.seq })}
                  onClick={() => onShow(event)}
                >
                  …
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** All that an event holds; it never holds a value. */
function EventDetails({ event, onClose }: { readonly event: AuditEvent; readonly onClose: () => void }) {
  const { t } = useWords();
  return (
    <Modal title={t('eventDetails', { n: event.seq })} open wide onClose={onClose}>
      {event.outcome === 'ok' ? null : <Why requestId={event.requestId} />}
      <pre dir="ltr" className="value" tabIndex={0}>
        {JSON.stringify(event, null, 2)}
      </pre>
      <div className="row end">
        <Button onClick={onClose}>{t('close')}</Button>
      </div>
    </Modal>
  );
}

function Why({ requestId }: { readonly requestId: string }) {
  const { t, tx } = useWords();
  const why = useQuery({
    queryKey: ['why', requestId],
    queryFn: async ({ signal }) => {
      const path = `/pv/v1/why/${encodeURIComponent(requestId)}`;
      return (await client.send({ method: 'GET', path, signal })).body as {
        readonly action: string | null;
        readonly space: string | null;
        readonly code: string | null;
      };
    },
  });
  if (why.data === undefined) return null;
  const { action, space, code } = why.data;
  return (
    <p>
      <strong>{t('whyDenied')}</strong>{' '}
      {action === null ? (
        <Code>{code ?? ''}</Code>
      ) : (
        tx('missingAction', { action: <Code>{action}</Code>, space: <Code>{space ?? '/'}</Code> })
      )}
    </p>
  );
}

function Checkpoint() {
  const { t } = useWords();
  const note = useQuery({
    queryKey: ['checkpoint'],
    // Text, which the transport leaves alone, so it is asked for on its own way.
    queryFn: async ({ signal }) => {
      const answer = await client.auditLog.checkpoint({ signal });
      return Number(answer.split('\n')[1]);
    },
    refetchInterval: 10_000,
  });
  if (hasCode(note.error, 'not-found')) return <p>{t('noCheckpoint')}</p>;
  return note.data === undefined ? (
    <Failure error={note.error} />
  ) : (
    <p className="badge ok">{t('verifiedUpTo', { n: note.data })}</p>
  );
}
