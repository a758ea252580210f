// One secret: its details, its values on demand, its history, who can read it. Opening the page reads no value.
import type { SecretMetadata, SecretRef } from '@polyvault/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { spaceHref } from '../address.ts';
import { client, hasCode, reasonOf } from '../client.ts';
import { useSession } from '../session.tsx';
import { Button, Code, Failure, Waiting } from '../ui/basics.tsx';
import { Go, useGo } from '../ui/go.tsx';
import { useNotice } from '../ui/notices.tsx';
import { SecretValue } from '../ui/secret-value.tsx';
import { useWords } from '../words/words.tsx';
import { History } from './history.tsx';
import { LastReads } from './last-reads.tsx';
import { useActions, useDescription } from './queries.ts';
import { Readers } from './readers.tsx';
import { SecretForm } from './secret-form.tsx';

export function SecretPage({ space, name }: SecretRef) {
  const { t } = useWords();
  const { user } = useSession();
  const metadata = useDescription({ space, name });
  const may = useActions(space);
  const [editing, setEditing] = useState(false);
  const remove = useDelete({ space, name });
  if (metadata.isPending) return <Waiting />;
  if (hasCode(metadata.error, 'not-found')) return <p>{t('notFound')}</p>;
  if (metadata.data === undefined) return <Failure error={metadata.error} />;
  const secret = metadata.data;
  return (
    <article>
      <p className="crumbs">
        <Go href={spaceHref(space)}>
          <Code>{space}</Code>
        </Go>
      </p>
      <div className="row">
        <h1 className="grow">
          <Code>{name}</Code>
        </h1>
        {may.has('change') ? (
          <Button look="primary" onClick={() => setEditing(true)}>
            {t('edit')}
          </Button>
        ) : null}
        {may.has('delete') ? (
          <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate(secret)}>
            {t('delete')}
          </Button>
        ) : null}
      </div>
      <Failure error={remove.error} />
      {secret.description === '' ? null : <p dir="auto">{secret.description}</p>}
      <Values secret={secret} readable={may.has('read')} />
      <Details secret={secret} />
      <History secret={secret} readable={may.has('read')} writable={may.has('change')} />
      {may.has('grant') ? <Readers space={space} name={name} /> : null}
      {user.admin ? <LastReads secret={secret} /> : null}
      {editing ? <SecretForm space={space} secret={secret} onClose={() => setEditing(false)} /> : null}
    </article>
  );
}

/** Asks for the values only when somebody wants one: each reading is an event of the audit log. */
function Values({ secret, readable }: { readonly secret: SecretMetadata; readonly readable: boolean }) {
  const { t } = useWords();
  const values = useQuery({
    queryKey: ['secret', secret.space, secret.name, 'values', secret.version],
    queryFn: ({ signal }) => client.secrets.get({ space: secret.space, name: secret.name }, { signal }),
    enabled: false,
    gcTime: 0,
  });
  return (
    <section aria-labelledby="values">
      <h2 id="values">{t('value')}</h2>
      <Failure error={values.error} />
      {values.data === undefined ? (
        <div className="value-row">
          <Code className="masked">••••••••••••</Code>
          {readable ? (
            <Button disabled={values.isFetching} onClick={() => void values.refetch()}>
              {t('reveal')} …
            </Button>
          ) : null}
        </div>
      ) : (
        Object.entries(values.data.fields).map(([field, value]) => (
          <div key={field} className="field-row">
            <Code>{field}</Code>
            <SecretValue name={field} value={value} />
          </div>
        ))
      )}
    </section>
  );
}

function Details({ secret }: { readonly secret: SecretMetadata }) {
  const { t, instant, number } = useWords();
  const { env, file } = secret.delivery;
  return (
    <section aria-labelledby="details">
      <h2 id="details">{t('metadata')}</h2>
      <dl className="facts">
        <dt>{t('kind')}</dt>
        <dd>
          <Code>{secret.kind}</Code>
        </dd>
        <dt>{t('version')}</dt>
        <dd>{number(secret.version)}</dd>
        <dt>{t('created')}</dt>
        <dd>{instant(secret.createdAt)}</dd>
        <dt>{t('changed')}</dt>
        <dd>{instant(secret.updatedAt)}</dd>
        {secret.expiresAt === null ? null : (
          <>
            <dt>{t('expires')}</dt>
            <dd>{instant(secret.expiresAt)}</dd>
          </>
        )}
        {secret.tags.length === 0 ? null : (
          <>
            <dt>{t('tags')}</dt>
            <dd>
              {secret.tags.map((tag) => (
                <Code key={tag} className="tag">
                  {tag}
                </Code>
              ))}
            </dd>
          </>
        )}
        {env === null ? null : (
          <>
            <dt>{t('envVariable')}</dt>
            <dd>
              <Code>{env}</Code>
            </dd>
          </>
        )}
        {file === null ? null : (
          <>
            <dt>{t('filePath')}</dt>
            <dd>
              <Code>{file}</Code>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** To the trash, with a way back in the notice. */
function useDelete({ space, name }: SecretRef) {
  const { t, tx } = useWords();
  const go = useGo();
  const notice = useNotice();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['secrets'] });
  const restore = async (secret: SecretMetadata, from: string) => {
    try {
      const { secrets } = await client.trash.list({ space, limit: 1000 });
      const trashed = secrets.find((one) => one.secret.id === secret.id);
      await client.trash.restoreSecret({ space, id: trashed?.id ?? secret.id });
      await refresh();
      notice({ text: tx('restored', { name: <Code>{name}</Code> }) });
      go(from);
    } catch (error) {
      notice({ text: t('somethingWrong', { reason: reasonOf(error) }) });
    }
  };
  return useMutation({
    mutationFn: (secret: SecretMetadata) =>
      client.secrets.delete({ space, name }, { expectedVersion: secret.version }),
    onSuccess: async (_, secret) => {
      const from = window.location.pathname;
      go(spaceHref(space));
      queries.removeQueries({ queryKey: ['secret', space, name] });
      await refresh();
      notice({ text: tx('deleted', { name: <Code>{name}</Code> }), undo: () => restore(secret, from) });
    },
  });
}
