// Search over everything that the caller may see; the words are in the page, never in its address.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';

import { Failure } from '../ui/basics.tsx';
import { useWords } from '../words/words.tsx';
import { searchEverything, useSpaces } from './queries.ts';
import { Rows } from './secret-list.tsx';

const MOST = 500;

export function SearchPage() {
  const { t } = useWords();
  const spaces = useSpaces();
  const [q, setQ] = useState('');
  const wanted = useDeferredValue(q.trim());
  const found = useQuery({
    queryKey: ['search', wanted],
    queryFn: ({ signal }) => searchEverything(spaces.data ?? [], wanted, MOST, signal),
    enabled: wanted !== '' && spaces.data !== undefined,
  });
  return (
    <main id="content" className="page" tabIndex={-1}>
      <h1>{t('searchAll')}</h1>
      <input
        type="search"
        dir="auto"
        className="grow"
        autoFocus
        aria-label={t('searchAll')}
        value={q}
        onChange={(event) => setQ(event.target.value)}
      />
      <Failure error={found.error ?? spaces.error} />
      {found.data?.length === 0 ? <p role="status">{t('nothingFound')}</p> : null}
      {found.data !== undefined && found.data.length > 0 ? <Rows items={found.data} showSpace /> : null}
    </main>
  );
}
