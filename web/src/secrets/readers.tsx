// Who can read a secret, and through what.
import type { Page, Reason, SecretRef } from '@polyvault/sdk';
import { useQuery } from '@tanstack/react-query';

import { client } from '../client.ts';
import { Code, Failure } from '../ui/basics.tsx';
import { useWords } from '../words/words.tsx';

export interface Reader {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly reasons: readonly Reason[];
}

export function Readers({ space, name }: SecretRef) {
  const { t } = useWords();
  const readers = useQuery({
    queryKey: ['secret', space, name, 'readers'],
    queryFn: async ({ signal }) => {
      const path = `/pv/v1/secrets/${encodeURIComponent(name)}/access`;
      const answer = await client.send({ method: 'GET', path, query: { space, limit: 100 }, signal });
      return (answer.body as Page<Reader>).items;
    },
  });
  return (
    <section aria-labelledby="readers">
      <h2 id="readers">{t('whoCanRead')}</h2>
      <Failure error={readers.error} />
      <ul className="plain">
        {readers.data?.map((reader) => (
          <li key={reader.id}>
            <Code>{`${reader.kind}:${reader.name}`}</Code>{' '}
            <span className="muted">
              {t('through')} <Reasons reasons={reader.reasons} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Reasons({ reasons }: { readonly reasons: readonly Reason[] }) {
  return reasons.map((reason, index) => (
    <Code key={index} className="tag">
      {[reason.kind, reason.role, reason.pattern].filter((part) => part !== undefined).join(' ')}
    </Code>
  ));
}
