// The spaces that the caller may see, by path.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { spaceHref } from '../address.ts';
import { client } from '../client.ts';
import { Button, Code, Failure, Field, Modal, Waiting } from '../ui/basics.tsx';
import { Go, useGo } from '../ui/go.tsx';
import { useWords } from '../words/words.tsx';
import { useSpaces } from './queries.ts';

export function SpaceTree({ current }: { readonly current: string | null }) {
  const { t } = useWords();
  const spaces = useSpaces();
  const [adding, setAdding] = useState(false);
  const rows = withParents((spaces.data ?? []).map(({ path }) => path));
  return (
    <nav className="tree" aria-label={t('spaces')}>
      <div className="tree-head">
        <h2>{t('spaces')}</h2>
        <Button look="quiet" onClick={() => setAdding(true)}>
          + {t('newSpace')}
        </Button>
      </div>
      <Failure error={spaces.error} />
      {spaces.isPending ? <Waiting /> : null}
      {spaces.data?.length === 0 ? <p className="muted">{t('noSpaces')}</p> : null}
      <ul>
        {rows.map(({ path, depth, exists }) => (
          <li key={path} className={`depth-${depth}`}>
            {exists ? (
              <Go href={spaceHref(path)} aria-current={path === current ? 'page' : undefined} title={path}>
                <Code>{path.split('/').at(-1)}</Code>
              </Go>
            ) : (
              <Code className="muted">{path.split('/').at(-1)}</Code>
            )}
          </li>
        ))}
      </ul>
      <NewSpace open={adding} onClose={() => setAdding(false)} />
    </nav>
  );
}

function NewSpace({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useWords();
  const go = useGo();
  const queries = useQueryClient();
  const [path, setPath] = useState('');
  const create = useMutation({
    mutationFn: () => client.spaces.create(path),
    onSuccess: async (space) => {
      await queries.invalidateQueries({ queryKey: ['spaces'] });
      onClose();
      go(spaceHref(space.path));
    },
  });
  return (
    <Modal title={t('newSpace')} open={open} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Field
          label={t('spacePath')}
          hint={t('spacePathHint')}
          code
          autoFocus
          required
          value={path}
          onChange={(event) => setPath(event.target.value)}
        />
        <Failure error={create.error} />
        <div className="row end">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" type="submit" disabled={create.isPending}>
            {t('create')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface Row {
  readonly path: string;
  readonly depth: number;
  /** False for what only lies on the way to a space. */
  readonly exists: boolean;
}

/** The spaces and what lies above them, in the order of a tree. */
export function withParents(paths: readonly string[]): readonly Row[] {
  const known = new Set(paths);
  const all = new Set(
    paths.flatMap((path) => path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))),
  );
  return [...all]
    .sort((a, b) => (a.split('/').join('\u0000') < b.split('/').join('\u0000') ? -1 : 1))
    .map((path) => ({ path, depth: path.split('/').length - 1, exists: known.has(path) }));
}
