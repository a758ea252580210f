// The versions of a secret: who wrote them, what differs from the current content, and the way back.
import type { Secret, SecretMetadata, Version } from '@polyvault/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { client } from '../client.ts';
import { Button, Code, Failure, Modal, Waiting } from '../ui/basics.tsx';
import { useNotice } from '../ui/notices.tsx';
import { useWords } from '../words/words.tsx';
import { Difference } from './difference.tsx';
import { useVersions } from './queries.ts';

interface HistoryProps {
  readonly secret: SecretMetadata;
  readonly readable: boolean;
  readonly writable: boolean;
}

export function History({ secret, readable, writable }: HistoryProps) {
  const { t, tx, instant, number } = useWords();
  const notice = useNotice();
  const queries = useQueryClient();
  const versions = useVersions(secret);
  const [shown, setShown] = useState<Version | null>(null);
  const rollback = useMutation({
    mutationFn: (version: number) =>
      client.secrets.rollback(secret, version, { expectedVersion: secret.version }),
    onSuccess: async (_, version) => {
      await queries.invalidateQueries({ queryKey: ['secret', secret.space, secret.name] });
      notice({ text: t('rolledBack', { n: version }) });
    },
  });
  return (
    <section aria-labelledby="history">
      <h2 id="history">{t('history')}</h2>
      <Failure error={versions.error ?? rollback.error} />
      <ol className="plain history">
        {versions.data?.map((version) => (
          <li key={version.version} className="row">
            <strong>{number(version.version)}</strong>
            <span className="grow">
              {instant(version.createdAt)}{' '}
              <span className="muted">{tx('by', { name: <Code>{version.createdBy}</Code> })}</span>
            </span>
            {version.version === secret.version ? <span className="badge">{t('current')}</span> : null}
            {version.destroyedAt === null ? null : <span className="badge">{t('destroyed')}</span>}
            {version.version === secret.version || version.destroyedAt !== null ? null : (
              <>
                {readable ? <Button onClick={() => setShown(version)}>{t('showDifference')}</Button> : null}
                {writable ? (
                  <Button disabled={rollback.isPending} onClick={() => rollback.mutate(version.version)}>
                    {t('rollback')}
                  </Button>
                ) : null}
              </>
            )}
          </li>
        ))}
      </ol>
      {shown === null ? null : (
        <VersionDifference secret={secret} version={shown.version} onClose={() => setShown(null)} />
      )}
    </section>
  );
}

interface VersionDifferenceProps {
  readonly secret: SecretMetadata;
  readonly version: number;
  readonly onClose: () => void;
}

function VersionDifference({ secret, version, onClose }: VersionDifferenceProps) {
  const { t, number } = useWords();
  const { space, name } = secret;
  const both = useQuery({
    queryKey: ['secret', space, name, 'difference', version, secret.version],
    queryFn: ({ signal }): Promise<readonly [Secret, Secret]> =>
      Promise.all([
        client.secrets.get({ space, name, version }, { signal }),
        client.secrets.get({ space, name }, { signal }),
      ]),
    gcTime: 0,
  });
  return (
    <Modal title={t('showDifference')} open wide onClose={onClose}>
      <Failure error={both.error} />
      {both.data === undefined ? (
        <Waiting />
      ) : (
        <Difference
          left={{ title: `${t('version')} ${number(version)}`, fields: both.data[0].fields }}
          right={{ title: `${t('version')} ${number(secret.version)}`, fields: both.data[1].fields }}
        />
      )}
      <div className="row end">
        <Button onClick={onClose}>{t('close')}</Button>
      </div>
    </Modal>
  );
}
