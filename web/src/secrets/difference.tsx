// Two contents side by side, field by field; what is equal is not shown.
import { Code } from '../ui/basics.tsx';
import { useWords } from '../words/words.tsx';

interface Side {
  readonly title: string;
  readonly fields: Readonly<Record<string, string>>;
}

export function Difference({ left, right }: { readonly left: Side; readonly right: Side }) {
  const { t } = useWords();
  const names = [...new Set([...Object.keys(left.fields), ...Object.keys(right.fields)])].sort();
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t('showDifference')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('field')}</th>
            <th scope="col">{left.title}</th>
            <th scope="col">{right.title}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const [a, b] = [own(left.fields, name), own(right.fields, name)];
            return (
              <tr key={name} className={a === b ? '' : 'differs'}>
                <th scope="row">
                  <Code>{name}</Code>
                </th>
                {a === b ? (
                  <td colSpan={2} className="muted">
                    {t('same')}
                  </td>
                ) : (
                  <>
                    <Cell value={a} />
                    <Cell value={b} />
                  </>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ value }: { readonly value: string | undefined }) {
  const { t } = useWords();
  return (
    <td>
      {value === undefined ? (
        <span className="muted">{t('missing')}</span>
      ) : (
        <pre dir="ltr" className="value">
          {value}
        </pre>
      )}
    </td>
  );
}

function own(fields: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
