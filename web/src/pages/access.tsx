// Users, groups, services, tokens and grants, and what one of them can see. What the caller may not do is not offered.
import type { Grant, Page, Space } from '@polyvault/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { client } from '../client.ts';
import { useSpaces } from '../secrets/queries.ts';
import { useSession } from '../session.tsx';
import { Button, Code, Failure, Field, Modal } from '../ui/basics.tsx';
import { useWords } from '../words/words.tsx';
import { Services, Tokens } from './credentials.tsx';
import { PrincipalView } from './principal-view.tsx';
import type { Principal } from './principal-view.tsx';
import { FormEnd, Section } from './section.tsx';

export function AccessPage() {
  const { t } = useWords();
  const { user } = useSession();
  const [shown, setShown] = useState<Principal | null>(null);
  return (
    <main id="content" className="page" tabIndex={-1}>
      <h1>{t('access')}</h1>
      {user.admin ? <Users onShow={setShown} /> : null}
      {user.admin ? <Groups /> : null}
      <Grants />
      <Services onShow={setShown} />
      <Tokens />
      {shown === null ? null : <PrincipalView principal={shown} onClose={() => setShown(null)} />}
    </main>
  );
}

function Users({ onShow }: { readonly onShow: (principal: Principal) => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const users = useQuery({ queryKey: ['users'], queryFn: ({ signal }) => client.users.list({ signal }) });
  const disable = useMutation({
    mutationFn: ({ username, disabled }: { readonly username: string; readonly disabled: boolean }) =>
      client.users.setDisabled(username, disabled),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['users'] }),
  });
  return (
    <Section title={t('users')} action={<Button onClick={() => setAdding(true)}>{t('newUser')}</Button>}>
      <Failure error={users.error ?? disable.error} />
      <ul className="plain">
        {users.data?.map((user) => (
          <li key={user.id} className="row">
            <span className="grow">
              <Code>{user.username}</Code>{' '}
              {user.admin ? <span className="badge">{t('administrator')}</span> : null}{' '}
              {user.disabled ? <span className="badge denied">{t('disabled')}</span> : null}
            </span>
            <Button
              aria-label={`${t('whatTheySee')} ${user.username}`}
              onClick={() => onShow({ id: user.id, name: user.username })}
            >
              {t('whatTheySee')}
            </Button>
            <Button
              aria-label={`${t(user.disabled ? 'active' : 'disabled')} ${user.username}`}
              aria-pressed={user.disabled}
              onClick={() => disable.mutate({ username: user.username, disabled: !user.disabled })}
            >
              {t(user.disabled ? 'active' : 'disabled')}
            </Button>
          </li>
        ))}
      </ul>
      {adding ? <NewUser onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

function NewUser({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const create = useMutation({
    mutationFn: () => client.users.create({ username, password, mustChangePassword: true }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['users'] });
      onClose();
    },
  });
  return (
    <Modal title={t('newUser')} open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Field
          label={t('username')}
          code
          required
          autoFocus
          value={username}
          onChange={(event) => setUsername(event.target.value)}
        />
        <Field
          label={t('password')}
          hint={t('newUserHint')}
          code
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <FormEnd error={create.error} busy={create.isPending} onClose={onClose} />
      </form>
    </Modal>
  );
}

function Groups() {
  const { t } = useWords();
  const groups = useQuery({
    queryKey: ['groups'],
    queryFn: async ({ signal }) => {
      const answer = await client.send({
        method: 'GET',
        path: '/pv/v1/groups',
        query: { limit: 1000 },
        signal,
      });
      return (
        answer.body as Page<{ readonly id: string; readonly name: string; readonly description: string }>
      ).items;
    },
  });
  return (
    <Section title={t('groups')}>
      <Failure error={groups.error} />
      <ul className="plain">
        {groups.data?.map(({ id, name, description }) => (
          <li key={id}>
            <Code>{name}</Code> <bdi className="muted">{description}</bdi>
          </li>
        ))}
        {groups.data?.length === 0 ? <li className="muted">—</li> : null}
      </ul>
    </Section>
  );
}

function Grants() {
  const { t } = useWords();
  const queries = useQueryClient();
  const spaces = useSpaces();
  const own = spaces.data?.filter(({ actions }) => actions.includes('grant')) ?? [];
  const [chosen, setChosen] = useState('');
  const [adding, setAdding] = useState(false);
  const space = chosen === '' ? (own[0]?.path ?? '') : chosen;
  const grants = useQuery({
    queryKey: ['grants', space],
    queryFn: async ({ signal }) => (await client.grants.list({ space, limit: 1000 }, { signal })).items,
    enabled: space !== '',
  });
  const revoke = useMutation({
    mutationFn: ({ id }: Grant) => client.grants.delete(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['grants'] }),
  });
  if (own.length === 0) return null;
  return (
    <Section title={t('grants')} action={<Button onClick={() => setAdding(true)}>{t('newGrant')}</Button>}>
      <SpaceChoice spaces={own} value={space} onChange={setChosen} />
      <Failure error={grants.error ?? revoke.error} />
      <ul className="plain">
        {grants.data?.map((grant) => (
          <li key={grant.id} className="row">
            <span className="grow">
              <Code>{`${grant.to.kind}:${grant.to.name}`}</Code>{' '}
              <span className={`badge ${grant.effect === 'deny' ? 'denied' : ''}`}>{grant.role}</span>{' '}
              <Code className="muted">{grant.space}</Code>
            </span>
            <Button
              look="danger"
              aria-label={`${t('revoke')} ${grant.to.name} ${grant.role} ${grant.space}`}
              onClick={() => revoke.mutate(grant)}
            >
              {t('revoke')}
            </Button>
          </li>
        ))}
        {grants.data?.length === 0 ? <li className="muted">—</li> : null}
      </ul>
      {adding ? <NewGrant space={space} onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

function SpaceChoice({
  spaces,
  value,
  onChange,
}: {
  readonly spaces: readonly Space[];
  readonly value: string;
  readonly onChange: (path: string) => void;
}) {
  const { t } = useWords();
  return (
    <select
      aria-label={t('space')}
      dir="ltr"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {spaces.map(({ path }) => (
        <option key={path} value={path}>
          {path}
        </option>
      ))}
    </select>
  );
}

function NewGrant({ space, onClose }: { readonly space: string; readonly onClose: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [to, setTo] = useState('user:');
  const [role, setRole] = useState('reader');
  const [pattern, setPattern] = useState(space);
  const create = useMutation({
    mutationFn: () => client.grants.create({ to, role, space: pattern }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['grants'] });
      onClose();
    },
  });
  return (
    <Modal title={t('newGrant')} open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Field
          label={t('to')}
          hint={t('granteeHint')}
          code
          required
          autoFocus
          value={to}
          onChange={(event) => setTo(event.target.value)}
        />
        <Field
          label={t('role')}
          hint="viewer, reader, writer, owner"
          code
          required
          value={role}
          onChange={(event) => setRole(event.target.value)}
        />
        <Field
          label={t('space')}
          hint="a/b, a/*, a/**"
          code
          required
          value={pattern}
          onChange={(event) => setPattern(event.target.value)}
        />
        <FormEnd error={create.error} busy={create.isPending} onClose={onClose} />
      </form>
    </Modal>
  );
}
