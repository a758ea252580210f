// Creates or edits a secret. A change that met another one is shown beside it, and the person decides (If-Match).
import type { Secret, SecretMetadata } from '@polyvault/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { secretHref } from '../address.ts';
import { client, hasCode } from '../client.ts';
import { Button, Code, Failure, Field, Modal, Waiting } from '../ui/basics.tsx';
import { useGo } from '../ui/go.tsx';
import { useNotice } from '../ui/notices.tsx';
import { useWords } from '../words/words.tsx';
import { Difference } from './difference.tsx';
import { draftOf, fieldsOf, newSecretOf, patchOf } from './draft.ts';
import type { Draft } from './draft.ts';
import { FieldsEditor } from './fields-editor.tsx';
import { useActions } from './queries.ts';

interface FormProps {
  readonly space: string;
  /** Null for a new one. */
  readonly secret: SecretMetadata | null;
  readonly onClose: () => void;
}

export function SecretForm({ space, secret, onClose }: FormProps) {
  const { t } = useWords();
  const may = useActions(space);
  const needed = secret !== null && may.has('read');
  const values = useQuery({
    queryKey: ['secret', space, secret?.name, 'edit', secret?.version],
    queryFn: ({ signal }) => client.secrets.get({ space, name: secret?.name ?? '' }, { signal }),
    enabled: needed,
    gcTime: 0,
    staleTime: Infinity,
  });
  return (
    <Modal title={t(secret === null ? 'newSecret' : 'edit')} open wide onClose={onClose}>
      <Failure error={values.error} />
      {needed && values.isPending ? (
        <Waiting />
      ) : values.isError ? null : (
        <Editor
          space={space}
          secret={values.data ?? secret}
          values={values.data?.fields ?? null}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

interface EditorProps extends FormProps {
  /** Null where they were not read. */
  readonly values: Secret['fields'] | null;
}

function Editor({ space, secret, values, onClose }: EditorProps) {
  const { t } = useWords();
  const [draft, setDraft] = useState<Draft>(() => draftOf(secret, values));
  const save = useSave(space, secret, values, onClose);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const stale = hasCode(save.error, 'version-mismatch');
  if (stale && secret !== null) {
    return (
      <Conflict
        secret={secret}
        draft={draft}
        onClose={onClose}
        onOverwrite={(theirs) => save.mutate({ draft, over: theirs })}
      />
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ draft, over: null });
      }}
    >
      <Field
        label={t('name')}
        code
        required
        autoFocus
        value={draft.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <FieldsEditor fields={draft.fields} onChange={(fields) => set({ fields })} />
      <Field
        label={t('description')}
        value={draft.description}
        onChange={(event) => set({ description: event.target.value })}
      />
      <div className="pair">
        <Field
          label={t('tags')}
          hint={t('tagsHint')}
          code
          value={draft.tags}
          onChange={(event) => set({ tags: event.target.value })}
        />
        <Field
          label={t('kind')}
          code
          required
          value={draft.kind}
          onChange={(event) => set({ kind: event.target.value })}
        />
        <Field
          label={t('envVariable')}
          code
          value={draft.env}
          onChange={(event) => set({ env: event.target.value })}
        />
        <Field
          label={t('filePath')}
          code
          value={draft.file}
          onChange={(event) => set({ file: event.target.value })}
        />
      </div>
      <Failure error={save.error} />
      <div className="row end">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button look="primary" type="submit" disabled={save.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

interface Saving {
  readonly draft: Draft;
  /** What is current, when the person saw it and decided for the draft. */
  readonly over: Secret | null;
}

function useSave(
  space: string,
  secret: SecretMetadata | null,
  values: Secret['fields'] | null,
  onClose: () => void,
) {
  const { tx } = useWords();
  const notice = useNotice();
  const queries = useQueryClient();
  const go = useGo();
  return useMutation({
    mutationFn: async ({ draft, over }: Saving) => {
      if (secret === null) return client.secrets.create(newSecretOf(space, draft));
      const base = over ?? secret;
      return client.secrets.patch(
        { space, name: secret.name },
        patchOf(base, over?.fields ?? values, draft),
        {
          expectedVersion: base.version,
        },
      );
    },
    onSuccess: async (saved) => {
      onClose();
      notice({ text: tx('saved', { name: <Code>{saved.name}</Code> }) });
      if (secret === null || saved.name !== secret.name) go(secretHref(space, saved.name));
      await Promise.all(
        [['secret', space], ['secrets'], ['spaces']].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
}

interface ConflictProps {
  readonly secret: SecretMetadata;
  readonly draft: Draft;
  readonly onClose: () => void;
  readonly onOverwrite: (theirs: Secret) => void;
}

function Conflict({ secret, draft, onClose, onOverwrite }: ConflictProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { space, name } = secret;
  const current = useQuery({
    queryKey: ['conflict', space, name],
    queryFn: ({ signal }) => client.secrets.get({ space, name }, { signal }),
    gcTime: 0,
    staleTime: 0,
  });
  const theirs = current.data;
  if (theirs === undefined) return current.isError ? <Failure error={current.error} /> : <Waiting />;
  const keep = () => {
    onClose();
    void queries.invalidateQueries({ queryKey: ['secret', space, name] });
  };
  return (
    <div role="alert">
      <h3>{t('conflictTitle')}</h3>
      <p>{t('conflictText', { mine: secret.version, theirs: theirs.version })}</p>
      <Difference
        left={{ title: t('theirs'), fields: theirs.fields }}
        right={{ title: t('mine'), fields: fieldsOf(draft) }}
      />
      <div className="row end">
        <Button onClick={keep}>{t('takeTheirs')}</Button>
        <Button look="primary" onClick={() => onOverwrite(theirs)}>
          {t('overwrite')}
        </Button>
      </div>
    </div>
  );
}
