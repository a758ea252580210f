// The command palette: type, go up and down with the arrows, Enter. It knows pages, spaces and secrets.
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { KeyboardEvent } from 'react';

import { secretHref, spaceHref } from './address.ts';
import { DESTINATIONS } from './destinations.ts';
import { searchEverything, useSpaces } from './secrets/queries.ts';
import { useSession } from './session.tsx';
import { Code, Modal } from './ui/basics.tsx';
import { useGo } from './ui/go.tsx';
import { useWords } from './words/words.tsx';

interface Entry {
  readonly key: string;
  readonly href: string;
  readonly text: string;
  readonly code: boolean;
}

const SHOWN = 12;

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords();
  const { user } = useSession();
  const go = useGo();
  const id = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const spaces = useSpaces();
  const wanted = text.trim().toLowerCase();
  const found = useQuery({
    queryKey: ['palette', wanted],
    queryFn: ({ signal }) => searchEverything(spaces.data ?? [], wanted, 8, signal),
    enabled: wanted.length >= 2 && spaces.data !== undefined,
  });
  const fixed: readonly Entry[] = [
    ...DESTINATIONS.filter(({ admin }) => admin !== true || user.admin).map(({ href, word }) => ({
      key: href,
      href,
      text: t(word),
      code: false,
    })),
    { key: '/account', href: '/account', text: t('account'), code: false },
    ...(spaces.data ?? []).map(({ path }) => ({ key: path, href: spaceHref(path), text: path, code: true })),
  ];
  const secrets = (found.data ?? []).map(({ id: key, space, name }) => ({
    key,
    href: secretHref(space, name),
    text: `${space}/${name}`,
    code: true,
  }));
  const entries = [...fixed.filter((entry) => entry.text.toLowerCase().includes(wanted)), ...secrets].slice(
    0,
    SHOWN,
  );
  const choose = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    onClose();
    go(entry.href);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, entries.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter') choose(entries[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal title={t('palette')} open onClose={onClose}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={entries.length === 0 ? undefined : `${id}-${at}`}
        aria-label={t('paletteHint')}
        placeholder={t('paletteHint')}
        autoFocus
        dir="auto"
        value={text}
        onKeyDown={press}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
      />
      <ul role="listbox" id={`${id}-list`} aria-label={t('palette')} className="palette">
        {entries.map((entry, index) => (
          <li
            key={entry.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => choose(entry)}
            onPointerMove={() => setAt(index)}
          >
            {entry.code ? <Code>{entry.text}</Code> : entry.text}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
