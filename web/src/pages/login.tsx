// Signing in with a password and, where the account has one, a second factor.
import { useState } from 'react';
import type { SyntheticEvent } from 'react';

import { hasCode, reasonOf, signIn } from '../client.ts';
import { Button, Field } from '../ui/basics.tsx';
import { useWords } from '../words/words.tsx';
import { Preferences } from '../preferences.tsx';

interface LoginProps {
  readonly idle: boolean;
  readonly onDone: () => Promise<void>;
}

export function LoginPage({ idle, onDone }: LoginProps) {
  const { t } = useWords();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [totp, setTotp] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signIn({ username, password, ...(totp === null || totp === '' ? {} : { totp }) });
      await onDone();
    } catch (error) {
      const needsCode = hasCode(error, 'unauthenticated') && error.details.reason === 'totp-required';
      if (needsCode) setTotp('');
      else setProblem(hasCode(error, 'unauthenticated') ? t('wrongPassword') : reasonOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="alone">
      <h1>{t('brand')}</h1>
      {idle ? <p role="status">{t('endedByIdleness')}</p> : null}
      <form className="card" onSubmit={(event) => void submit(event)}>
        <Field
          label={t('username')}
          code
          autoComplete="username"
          autoFocus
          required
          value={username}
          onChange={(event) => setUsername(event.target.value)}
        />
        <Field
          label={t('password')}
          code
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {totp === null ? null : (
          <Field
            label={t('totp')}
            hint={t('totpNeeded')}
            code
            autoComplete="one-time-code"
            autoFocus
            required
            value={totp}
            onChange={(event) => setTotp(event.target.value)}
          />
        )}
        {problem === null ? null : (
          <p role="alert" className="failure">
            {problem}
          </p>
        )}
        <Button look="primary" type="submit" disabled={busy}>
          {t('signIn')}
        </Button>
      </form>
      <Preferences />
    </main>
  );
}
