// A whole `.env` at once: first what it would change, then, if the person wants it, all of it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { client } from '../client.ts';
import { Button, Code, Failure, Modal, TextField } from '../ui/basics.tsx';
import { useNotice } from '../ui/notices.tsx';
import { useWords } from '../words/words.tsx';
import { parseEnv } from './env-lines.ts';
import { saveAll } from './save-all.ts';
import type { Edit } from './save-all.ts';

type Effect = 'willCreate' | 'willReplace' | 'willStay';

export function PasteEnv({ space, onClose }: { readonly space: string; readonly onClose: () => void }) {
  const { t } = useWords();
  const notice = useNotice();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const { entries, bad } = parseEnv(text);
  // Comparing needs the present values; they stay out of the page.
  const present = useQuery({
    queryKey: ['env-preview', space],
    queryFn: async ({ signal }) => {
      const values = await client.values(space, { signal });
      return values.changed
        ? new Map(values.items.map((secret) => [secret.name, secret]))
        : new Map<string, never>();
    },
    gcTime: 0,
    enabled: entries.length > 0,
  });
  const planned = entries.map((entry) => {
    const now = present.data?.get(entry.name);
    const effect: Effect =
      now === undefined ? 'willCreate' : now.fields['value'] === entry.value ? 'willStay' : 'willReplace';
    return { ...entry, effect, edit: { space, ...entry, version: now?.version ?? null } satisfies Edit };
  });
  const changes = planned.filter(({ effect }) => effect !== 'willStay');
  const save = useMutation({
    mutationFn: () => saveAll(changes.map(({ edit }) => edit)),
    onSuccess: async (saved) => {
      await queries.invalidateQueries();
      if (!saved.ok) return;
      notice({ text: t('gridSaved', { n: changes.length }) });
      onClose();
    },
  });
  return (
    <Modal title={t('pasteEnv')} open wide onClose={onClose}>
      <p className="muted">{t('envHint')}</p>
      <TextField
        label=".env"
        rows={8}
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {bad.length === 0 ? null : (
        <p role="alert" className="failure">
          {bad.map((n) => t('badLine', { n })).join(' · ')}
        </p>
      )}
      {planned.length === 0 || present.data === undefined ? null : (
        <ul className="plain preview" aria-label={t('preview')}>
          {planned.map(({ name, effect }) => (
            <li key={name} className="row">
              <Code className="grow">{name}</Code>
              <span className={`badge ${effect}`}>{t(effect)}</span>
            </li>
          ))}
        </ul>
      )}
      <Failure error={present.error ?? save.error} />
      {save.data?.ok === false ? (
        <p role="alert" className="failure">
          {t(save.data.left.length === 0 ? 'gridPartial' : 'gridPartialBroken', {
            name: save.data.failed,
            reason: save.data.reason,
            left: save.data.left.join(', '),
          })}
        </p>
      ) : null}
      <div className="row end">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button
          look="primary"
          disabled={changes.length === 0 || bad.length > 0 || present.data === undefined || save.isPending}
          onClick={() => save.mutate()}
        >
          {t('apply', { n: changes.length })}
        </Button>
      </div>
    </Modal>
  );
}
