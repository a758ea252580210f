// Short notices at the edge of the page, some with one thing to do, such as undo.
import { createContext, useCallback, useContext, useState } from 'react';
import type { ReactNode } from 'react';

import { useWords } from '../words/words.tsx';
import { Button } from './basics.tsx';

export interface Notice {
  readonly text: ReactNode;
  readonly undo?: () => Promise<void> | void;
}

const SHOWN_MS = 12_000;
const Context = createContext<(notice: Notice) => void>(() => undefined);

export function useNotice(): (notice: Notice) => void {
  return useContext(Context);
}

export function Notices({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly (Notice & { readonly id: number })[]>([]);
  const { t } = useWords();
  const close = (id: number) => setShown((all) => all.filter((notice) => notice.id !== id));
  const show = useCallback((notice: Notice) => {
    const id = Math.random();
    setShown((all) => [...all.slice(-2), { ...notice, id }]);
    setTimeout(() => setShown((all) => all.filter((other) => other.id !== id)), SHOWN_MS);
  }, []);
  return (
    <Context value={show}>
      {children}
      <div className="notices" role="status" aria-live="polite">
        {shown.map(({ id, text, undo }) => (
          <div key={id} className="notice">
            <span>{text}</span>
            {undo === undefined ? null : (
              <Button
                look="quiet"
                onClick={() => {
                  close(id);
                  void undo();
                }}
              >
                {t('undo')}
              </Button>
            )}
            <Button look="quiet" aria-label={t('close')} onClick={() => close(id)}>
              ×
            </Button>
          </div>
        ))}
      </div>
    </Context>
  );
}
