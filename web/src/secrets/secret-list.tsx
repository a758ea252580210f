// The secrets of a space as rows; only those in view are in the page, so that ten thousand scroll like ten.
import type { SecretMetadata } from '@polyvault/sdk';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useEffect, useRef, useState } from 'react';

import { secretHref } from '../address.ts';
import { Button, Code, Failure, Waiting } from '../ui/basics.tsx';
import { Go } from '../ui/go.tsx';
import { useWords } from '../words/words.tsx';
import { PasteEnv } from './paste-env.tsx';
import { useActions, useSecrets } from './queries.ts';
import { SecretForm } from './secret-form.tsx';

const ROW_PX = 44;

export function SecretList({ space }: { readonly space: string }) {
  const { t } = useWords();
  const [q, setQ] = useState('');
  const wanted = useDeferredValue(q.trim());
  const pages = useSecrets(space, wanted);
  const may = useActions(space);
  const [open, setOpen] = useState<'new' | 'env' | null>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <h1>
        <Code>{space}</Code>
      </h1>
      <div className="row">
        <input
          type="search"
          className="grow"
          dir="auto"
          aria-label={t('filter')}
          placeholder={t('filter')}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        {may.has('create') || may.size === 0 ? (
          <>
            <Button look="primary" onClick={() => setOpen('new')}>
              {t('newSecret')}
            </Button>
            <Button onClick={() => setOpen('env')}>{t('pasteEnv')}</Button>
          </>
        ) : null}
      </div>
      <Failure error={pages.error} />
      {pages.isPending ? <Waiting /> : null}
      {pages.data === undefined ? null : (
        <p className="muted" role="status">
          {items.length > 0
            ? t('secretsCount', { n: items.length })
            : t(wanted === '' ? 'noSecrets' : 'nothingFound')}
        </p>
      )}
      {items.length > 0 ? <Rows items={items} /> : null}
      {open === 'new' ? <SecretForm space={space} secret={null} onClose={() => setOpen(null)} /> : null}
      {open === 'env' ? <PasteEnv space={space} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

export function Rows({
  items,
  showSpace = false,
}: {
  readonly items: readonly SecretMetadata[];
  readonly showSpace?: boolean;
}) {
  const { t, number, instant } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  return (
    <div
      className="rows"
      ref={scroller}
      role="table"
      aria-rowcount={items.length + 1}
      aria-label={t('secrets')}
      tabIndex={0}
    >
      <div role="row" aria-rowindex={1} className="list-row head">
        <span role="columnheader">{t('name')}</span>
        <span role="columnheader">{t('description')}</span>
        <span role="columnheader">{t('version')}</span>
        <span role="columnheader">{t('changed')}</span>
      </div>
      <div role="rowgroup" className="rows-body" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 2}
              className="list-row"
              style={{ transform: `translateY(${start}px)`, height: ROW_PX }}
            >
              <span role="cell">
                <Go href={secretHref(item.space, item.name)}>
                  <Code>{showSpace ? `${item.space}/${item.name}` : item.name}</Code>
                </Go>
              </span>
              <span role="cell" className="muted">
                <bdi>{item.description}</bdi>
              </span>
              <span role="cell">{number(item.version)}</span>
              <span role="cell" className="muted">
                {instant(item.updatedAt)}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
