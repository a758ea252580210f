// Services and the caller's own tokens. The text of a token is shown once, where it is made.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { client } from '../client.ts';
import { Button, Code, Failure, Field, Modal } from '../ui/basics.tsx';
import { SecretValue } from '../ui/secret-value.tsx';
import { useWords } from '../words/words.tsx';
import { FormEnd, Section } from './section.tsx';
import type { Principal } from './principal-view.tsx';

const DAY_SECONDS = 86_400;

export function Services({ onShow }: { readonly onShow: (principal: Principal) => void }) {
  const { t } = useWords();
  const services = useQuery({
    queryKey: ['services'],
    queryFn: ({ signal }) => client.services.list({ signal }),
  });
  if (services.data?.length === 0) return null;
  return (
    <Section title={t('services')}>
      <Failure error={services.error} />
      <ul className="plain">
        {services.data?.map(({ id, name, disabled }) => (
          <li key={id} className="row">
            <span className="grow">
              <Code>{name}</Code> {disabled ? <span className="badge denied">{t('disabled')}</span> : null}
            </span>
            <Button aria-label={`${t('whatTheySee')} ${name}`} onClick={() => onShow({ id, name })}>
              {t('whatTheySee')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Tokens() {
  const { t, instant } = useWords();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => client.tokens.list({ signal }) });
  const revoke = useMutation({
    mutationFn: (id: string) => client.tokens.revoke(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  return (
    <Section title={t('tokens')} action={<Button onClick={() => setAdding(true)}>{t('newToken')}</Button>}>
      <Failure error={tokens.error ?? revoke.error} />
      <ul className="plain">
        {tokens.data?.map((token) => (
          <li key={token.id} className="row">
            <span className="grow">
              <Code>{token.name === '' ? token.kind : token.name}</Code>{' '}
              <span className="muted">
                {t('expires')}: {token.expiresAt === null ? t('never') : instant(token.expiresAt)} ·{' '}
                {t('lastUsed')}: {token.lastUsedAt === null ? t('never') : instant(token.lastUsedAt)}
              </span>
            </span>
            <Button
              look="danger"
              aria-label={`${t('revoke')} ${token.name} ${token.id}`}
              onClick={() => revoke.mutate(token.id)}
            >
              {t('revoke')}
            </Button>
          </li>
        ))}
      </ul>
      {adding ? <NewToken onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

function NewToken({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [days, setDays] = useState(30);
  const create = useMutation({
    mutationFn: () => client.tokens.create({ name, lifetimeSeconds: days * DAY_SECONDS }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
    gcTime: 0,
  });
  return (
    <Modal title={t('newToken')} open onClose={onClose}>
      {create.data === undefined ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <Field
            label={t('name')}
            code
            required
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Field
            label={t('lifetimeDays')}
            code
            type="number"
            min={1}
            required
            value={days}
            onChange={(event) => setDays(event.target.valueAsNumber)}
          />
          <FormEnd error={create.error} busy={create.isPending} onClose={onClose} />
        </form>
      ) : (
        <>
          <p>{t('tokenOnce')}</p>
          <SecretValue name={name} value={create.data.token} />
          <div className="row end">
            <Button onClick={onClose}>{t('close')}</Button>
          </div>
        </>
      )}
    </Modal>
  );
}
