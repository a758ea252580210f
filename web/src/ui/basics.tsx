// The small parts that every page is made of: names that keep their direction, fields, buttons, notes.
import { Dialog } from '@base-ui/react/dialog';
import { useId } from 'react';
import type { ButtonHTMLAttributes, InputHTMLAttributes, ReactNode, TextareaHTMLAttributes } from 'react';

import { reasonOf } from '../client.ts';
import { useWords } from '../words/words.tsx';

/** A name, a path or a value: left to right in every language, and apart from the text around it. */
export function Code({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <bdi dir="ltr" className={`code ${className ?? ''}`}>
      {children}
    </bdi>
  );
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'primary' | 'danger' | 'quiet';
}

export function Button({ look, className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={`button ${look ?? ''} ${className ?? ''}`} {...rest} />;
}

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is typed is a name, a path or a value. */
  readonly code?: boolean;
}

export function Field({ label, hint, code = false, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        dir={code ? 'ltr' : 'auto'}
        className={code ? 'code' : ''}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        autoComplete="off"
        spellCheck={false}
        {...rest}
      />
      {hint === undefined ? null : (
        <small id={`${id}-hint`} dir="auto">
          {hint}
        </small>
      )}
    </div>
  );
}

interface TextProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  readonly label: string;
}

export function TextField({ label, ...rest }: TextProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} dir="ltr" className="code" rows={3} spellCheck={false} autoComplete="off" {...rest} />
    </div>
  );
}

export function Failure({ error }: { readonly error: unknown }) {
  const { t } = useWords();
  return error === null || error === undefined ? null : (
    <p role="alert" className="failure">
      {t('somethingWrong', { reason: reasonOf(error) })}
    </p>
  );
}

export function Waiting() {
  const { t } = useWords();
  return (
    <p className="muted" role="status">
      {t('loading')}
    </p>
  );
}

interface ModalProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** Over the page; Escape closes it, and the focus goes back to where it was. */
export function Modal({ title, open, onClose, children, wide = false }: ModalProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className={wide ? 'modal wide' : 'modal'}>
          <Dialog.Title className="modal-title">{title}</Dialog.Title>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
