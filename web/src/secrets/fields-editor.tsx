// The fields of a secret while they are edited: masked until somebody wants to see one.
import { useId, useState } from 'react';

import { Button } from '../ui/basics.tsx';
import { generateValue } from '../ui/secret-value.tsx';
import { useWords } from '../words/words.tsx';
import type { DraftField } from './draft.ts';

interface FieldsEditorProps {
  readonly fields: readonly DraftField[];
  readonly onChange: (fields: readonly DraftField[]) => void;
}

export function FieldsEditor({ fields, onChange }: FieldsEditorProps) {
  const { t } = useWords();
  const set = (key: number, change: Partial<DraftField>) =>
    onChange(fields.map((field) => (field.key === key ? { ...field, ...change } : field)));
  const add = () =>
    onChange([...fields, { key: Math.max(0, ...fields.map(({ key }) => key)) + 1, name: '', value: '' }]);
  return (
    <fieldset className="fields">
      <legend>{t('value')}</legend>
      {fields.map((field) => (
        <FieldEditor
          key={field.key}
          field={field}
          onChange={(change) => set(field.key, change)}
          {...(fields.length > 1
            ? { onRemove: () => onChange(fields.filter(({ key }) => key !== field.key)) }
            : {})}
        />
      ))}
      <Button look="quiet" onClick={add}>
        + {t('field')}
      </Button>
    </fieldset>
  );
}

interface FieldEditorProps {
  readonly field: DraftField;
  readonly onChange: (change: Partial<DraftField>) => void;
  readonly onRemove?: () => void;
}

function FieldEditor({ field, onChange, onRemove }: FieldEditorProps) {
  const { t } = useWords();
  const id = useId();
  const [shown, setShown] = useState(field.value === '');
  return (
    <div className="field-edit">
      <label className="hidden" htmlFor={`${id}-name`}>
        {t('field')}
      </label>
      <input
        id={`${id}-name`}
        dir="ltr"
        className="code field-name"
        required
        value={field.name}
        placeholder={t('field')}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <label className="hidden" htmlFor={`${id}-value`}>
        {t('value')}
      </label>
      {shown ? (
        <textarea
          id={`${id}-value`}
          dir="ltr"
          className="code grow"
          rows={Math.min(8, field.value.split('\n').length + 1)}
          spellCheck={false}
          autoComplete="off"
          value={field.value}
          onChange={(event) => onChange({ value: event.target.value })}
        />
      ) : (
        // Of fixed length, so that nothing is told about the value.
        <input
          id={`${id}-value`}
          dir="ltr"
          className="code grow"
          type="password"
          readOnly
          autoComplete="off"
          value="000000000000"
        />
      )}
      <Button aria-pressed={shown} onClick={() => setShown(!shown)}>
        {t(shown ? 'hide' : 'reveal')}
      </Button>
      <Button onClick={() => onChange({ value: generateValue() })}>{t('generate')}</Button>
      {onRemove === undefined ? null : (
        <Button look="quiet" aria-label={`${t('remove')} ${field.name}`} onClick={onRemove}>
          ×
        </Button>
      )}
    </div>
  );
}
