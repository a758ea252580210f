// A value that is masked until it is asked for. Copied text leaves the clipboard again, unless something else is in it.
import { useState } from 'react';

import { useWords } from '../words/words.tsx';
import { Button, Code } from './basics.tsx';
import { useNotice } from './notices.tsx';

const CLIPBOARD_SECONDS = 30;

export interface SecretValueProps {
  readonly name: string;
  readonly value: string;
}

export function SecretValue({ name, value }: SecretValueProps) {
  const [shown, setShown] = useState(false);
  const { t } = useWords();
  const copy = useCopy();
  return (
    <div className="value-row">
      {shown ? (
        <pre dir="ltr" className="value" tabIndex={0} aria-label={name}>
          {value}
        </pre>
      ) : (
        <Code className="masked">••••••••••••</Code>
      )}
      <Button aria-pressed={shown} onClick={() => setShown(!shown)}>
        {shown ? t('hide') : t('reveal')}
      </Button>
      <Button onClick={() => void copy(value)}>{t('copy')}</Button>
    </div>
  );
}

/** Copies a secret, and clears the clipboard half a minute later. */
export function useCopy(): (value: string) => Promise<void> {
  const { t } = useWords();
  const notice = useNotice();
  return async (value) => {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      notice({ text: t('copyFailed') });
      return;
    }
    notice({ text: t('copied', { n: CLIPBOARD_SECONDS }) });
    setTimeout(() => void clear(value), CLIPBOARD_SECONDS * 1000);
  };
  async function clear(value: string): Promise<void> {
    try {
      // Where reading is not allowed, clearing what might be something else is the lesser evil.
      const now = await navigator.clipboard.readText().catch(() => value);
      if (now !== value) return;
      await navigator.clipboard.writeText('');
      notice({ text: t('clipboardCleared') });
    } catch {
      // The page has lost the focus: the browser lets nobody write then.
    }
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** 32 letters of 64, each equally likely: 192 bits. */
export function generateValue(): string {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => LETTERS[byte % 64]).join('');
}
