// Which spaces are compared: one by one, or all siblings of the first.
import { Button, Code } from '../ui/basics.tsx';
import { useWords } from '../words/words.tsx';

const MOST = 8;

interface SpacePickerProps {
  readonly known: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (spaces: readonly string[]) => void;
}

export function SpacePicker({ known, chosen, onChange }: SpacePickerProps) {
  const { t } = useWords();
  const rest = known.filter((path) => !chosen.includes(path));
  const parent = parentOf(chosen[0] ?? '');
  const siblings = chosen.length === 0 ? [] : rest.filter((path) => parentOf(path) === parent);
  return (
    <div className="row">
      {chosen.map((path) => (
        <span key={path} className="chip">
          <Code>{path}</Code>
          <Button
            look="quiet"
            aria-label={`${t('remove')} ${path}`}
            onClick={() => onChange(chosen.filter((one) => one !== path))}
          >
            ×
          </Button>
        </span>
      ))}
      <select
        aria-label={t('addSpace')}
        value=""
        disabled={chosen.length >= MOST || rest.length === 0}
        onChange={(event) => onChange([...chosen, event.target.value])}
      >
        <option value="">{t('addSpace')}</option>
        {rest.map((path) => (
          <option key={path} value={path}>
            {path}
          </option>
        ))}
      </select>
      {siblings.length === 0 ? null : (
        <Button onClick={() => onChange([...chosen, ...siblings].slice(0, MOST))}>{t('siblings')}</Button>
      )}
    </div>
  );
}

function parentOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}
