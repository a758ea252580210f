// What one user or service holds and can see, as the server decides it.
import type { Grant, Reason } from '@polyvault/sdk';
import { useQuery } from '@tanstack/react-query';

import { client } from '../client.ts';
import { Reasons } from '../secrets/readers.tsx';
import { Button, Code, Failure, Modal, Waiting } from '../ui/basics.tsx';
import { useWords } from '../words/words.tsx';

export interface Principal {
  readonly id: string;
  readonly name: string;
}

interface PrincipalAccess {
  readonly administrator: boolean;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly grants: readonly Grant[];
  readonly spaces: {
    readonly items: readonly {
      readonly path: string;
      readonly actions: readonly string[];
      readonly reasons: readonly Reason[];
    }[];
    readonly nextCursor: string | null;
  };
}

export function PrincipalView({
  principal,
  onClose,
}: {
  readonly principal: Principal;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const access = useQuery({
    queryKey: ['principal', principal.id],
    queryFn: async ({ signal }) => {
      const path = `/pv/v1/principals/${encodeURIComponent(principal.id)}/access`;
      return (await client.send({ method: 'GET', path, signal })).body as PrincipalAccess;
    },
  });
  return (
    <Modal title={`${t('whatTheySee')} ${principal.name}`} open wide onClose={onClose}>
      <Failure error={access.error} />
      {access.data === undefined ? (
        access.isPending ? (
          <Waiting />
        ) : null
      ) : (
        <>
          {access.data.administrator ? <p className="badge">{t('administrator')}</p> : null}
          <div className="table-scroll" tabIndex={0} role="region" aria-label={t('spaces')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('space')}</th>
                  <th scope="col">{t('allowed')}</th>
                  <th scope="col">{t('through')}</th>
                </tr>
              </thead>
              <tbody>
                {access.data.spaces.items.map(({ path, actions, reasons }) => (
                  <tr key={path}>
                    <th scope="row">
                      <Code>{path}</Code>
                    </th>
                    <td>
                      <Code>{actions.join(', ')}</Code>
                    </td>
                    <td>
                      <Reasons reasons={reasons} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <div className="row end">
        <Button onClick={onClose}>{t('close')}</Button>
      </div>
    </Modal>
  );
}
