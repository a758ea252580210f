// What the lists and forms of the access page share.
import type { ReactNode } from 'react';

import { Button, Failure } from '../ui/basics.tsx';
import { useWords } from '../words/words.tsx';

/** A list with a title and, where one may be made, a button for a new one. */
export function Section({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title}>
      <div className="row">
        <h2 className="grow">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

/** What a form ends with: its failure, cancel and create. */
export function FormEnd({
  error,
  busy,
  onClose,
}: {
  readonly error: unknown;
  readonly busy: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  return (
    <>
      <Failure error={error} />
      <div className="row end">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button look="primary" type="submit" disabled={busy}>
          {t('create')}
        </Button>
      </div>
    </>
  );
}
