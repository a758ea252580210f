// The last readings of a secret's values, from the audit log; shown to those who may read that.
import type { SecretMetadata } from '@polyvault/sdk';
import { useQuery } from '@tanstack/react-query';

import { client } from '../client.ts';
import { Code, Failure } from '../ui/basics.tsx';
import { useWords } from '../words/words.tsx';

export function LastReads({ secret }: { readonly secret: SecretMetadata }) {
  const { t, instant } = useWords();
  const reads = useQuery({
    queryKey: ['secret', secret.space, secret.name, 'reads'],
    queryFn: ({ signal }) =>
      client.auditLog.search({ secretId: secret.id, action: 'read', limit: 5 }, { signal }),
  });
  return (
    <section aria-labelledby="reads">
      <h2 id="reads">{t('lastReads')}</h2>
      <Failure error={reads.error} />
      <ul className="plain">
        {reads.data?.map((event) => (
          <li key={event.seq}>
            {instant(event.time)} <Code>{event.actor.name ?? event.actor.kind}</Code>{' '}
            <Code className="tag">{event.dialect}</Code>
          </li>
        ))}
        {reads.data?.length === 0 ? <li className="muted">{t('never')}</li> : null}
      </ul>
    </section>
  );
}
