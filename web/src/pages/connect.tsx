// Lines for each client, with the address of this server, and a sign when the first request of that client arrives.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { client } from '../client.ts';
import { useSession } from '../session.tsx';
import { Button, Code } from '../ui/basics.tsx';
import { useCopy } from '../ui/secret-value.tsx';
import { useWords } from '../words/words.tsx';
import { recipes } from './recipes.ts';
import type { Recipe } from './recipes.ts';

export function ConnectPage() {
  const { t } = useWords();
  const { user } = useSession();
  const [since] = useState(() => new Date().toISOString());
  const seen = useQuery({
    queryKey: ['connect', since],
    queryFn: async ({ signal }) => {
      const events = await client.auditLog.search({ from: since, limit: 1000 }, { signal });
      return new Map(
        events
          .filter(({ dialect, operation }) => dialect !== 'native' || operation === 'user.login')
          .reverse()
          .map(({ dialect, operation }) => [dialect, operation]),
      );
    },
    enabled: user.admin,
    refetchInterval: 3000,
  });
  return (
    <main id="content" className="page" tabIndex={-1}>
      <h1>{t('connect')}</h1>
      <p className="muted">{t('connectText')}</p>
      {recipes(window.location.origin, user.username).map((recipe) => (
        <RecipeCard
          key={recipe.title}
          recipe={recipe}
          seen={user.admin ? (seen.data?.get(recipe.dialect) ?? null) : undefined}
        />
      ))}
    </main>
  );
}

interface RecipeCardProps {
  readonly recipe: Recipe;
  /** The operation of the first request; null while there was none, undefined for who may not know. */
  readonly seen: string | null | undefined;
}

function RecipeCard({ recipe, seen }: RecipeCardProps) {
  const { t, tx } = useWords();
  const copy = useCopy();
  const id = `recipe-${recipe.title.replaceAll(/\W+/g, '-')}`;
  return (
    <section className="card" aria-labelledby={id}>
      <div className="row">
        <h2 id={id} className="grow">
          <bdi dir="ltr">{recipe.title}</bdi>
        </h2>
        {seen === undefined ? null : (
          <span className={`badge ${seen === null ? '' : 'ok'}`} role="status">
            {seen === null ? t('waiting') : tx('arrived', { operation: <Code>{seen}</Code> })}
          </span>
        )}
        <Button onClick={() => void copy(recipe.lines)}>{t('copy')}</Button>
      </div>
      <pre dir="ltr" className="value" tabIndex={0}>
        {recipe.lines}
      </pre>
    </section>
  );
}
