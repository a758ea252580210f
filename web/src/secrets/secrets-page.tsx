// Spaces beside what is chosen: nothing, a space with its secrets, or one secret.
import { useLocation } from '@tanstack/react-router';

import { parseAddress } from '../address.ts';
import { useOwnHistory } from '../ui/go.tsx';
import { useWords } from '../words/words.tsx';
import { SecretList } from './secret-list.tsx';
import { SecretPage } from './secret-page.tsx';
import { SpaceTree } from './space-tree.tsx';

export function SecretsPage() {
  const { t } = useWords();
  // Rendered anew whenever the address changes; read undecoded, as it was pushed.
  useLocation();
  const address = parseAddress(useOwnHistory().location.pathname);
  return (
    <div className="columns">
      <SpaceTree current={address.kind === 'none' ? null : address.space} />
      <main id="content" className="page" tabIndex={-1}>
        {address.kind === 'none' ? (
          <>
            <h1>{t('secrets')}</h1>
            <p className="muted">{t('chooseSpace')}</p>
          </>
        ) : null}
        {address.kind === 'space' ? <SecretList key={address.space} space={address.space} /> : null}
        {address.kind === 'secret' ? (
          <SecretPage key={`${address.space}/${address.name}`} space={address.space} name={address.name} />
        ) : null}
      </main>
    </div>
  );
}
