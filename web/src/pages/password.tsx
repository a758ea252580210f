// A new password: on the first start in place of the printed one, and later from the account's page.
import { useState } from 'react';
import type { SyntheticEvent } from 'react';

import { client } from '../client.ts';
import { Button, Failure, Field } from '../ui/basics.tsx';
import { useNotice } from '../ui/notices.tsx';
import { useWords } from '../words/words.tsx';

export function FirstPassword({ onDone }: { readonly onDone: () => unknown }) {
  const { t } = useWords();
  const [kept, setKept] = useState(false);
  return (
    <main className="alone">
      <h1>{t('firstRun')}</h1>
      <p>{t('firstRunText')}</p>
      <label className="check">
        <input type="checkbox" checked={kept} onChange={(event) => setKept(event.target.checked)} />
        {t('keyFileKept')}
      </label>
      <PasswordForm onDone={onDone} ready={kept} />
    </main>
  );
}

export function PasswordForm({
  onDone,
  ready = true,
}: {
  readonly onDone: () => unknown;
  readonly ready?: boolean;
}) {
  const { t } = useWords();
  const notice = useNotice();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (next !== again) {
      setProblem(new Error(t('passwordsDiffer')));
      return;
    }
    try {
      await client.changePassword({ current, next });
      setProblem(null);
      for (const clear of [setCurrent, setNext, setAgain]) clear('');
      notice({ text: t('passwordChanged') });
      await onDone();
    } catch (error) {
      setProblem(error);
    }
  };
  const fields = [
    ['currentPassword', current, setCurrent, 'current-password'],
    ['newPassword', next, setNext, 'new-password'],
    ['repeatPassword', again, setAgain, 'new-password'],
  ] as const;
  return (
    <form className="card" onSubmit={(event) => void submit(event)}>
      {fields.map(([word, value, set, kind]) => (
        <Field
          key={word}
          label={t(word)}
          code
          type="password"
          required
          autoComplete={kind}
          value={value}
          onChange={(event) => set(event.target.value)}
        />
      ))}
      <Failure error={problem} />
      <Button look="primary" type="submit" disabled={!ready}>
        {t('changePassword')}
      </Button>
    </form>
  );
}

export function AccountPage() {
  const { t } = useWords();
  return (
    <main id="content" className="page" tabIndex={-1}>
      <h1>{t('account')}</h1>
      <h2>{t('changePassword')}</h2>
      <PasswordForm onDone={() => undefined} />
    </main>
  );
}
