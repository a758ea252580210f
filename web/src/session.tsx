// Who is signed in. A session ends after 15 minutes in which nobody touched the page, here and on the server.
import type { User } from '@polyvault/sdk';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useEffectEvent, useState } from 'react';
import type { ReactNode } from 'react';

import { client, hasCode, onSessionEnd, signOut } from './client.ts';
import { LoginPage } from './pages/login.tsx';
import { FirstPassword } from './pages/password.tsx';
import { Failure, Waiting } from './ui/basics.tsx';

const IDLE_MS = 15 * 60 * 1000;
const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

export interface Session {
  readonly user: User;
  readonly leave: () => Promise<void>;
}

const Context = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(Context);
  if (session === null) throw new TypeError('SessionGate is missing');
  return session;
}

/** Shows its children to who is signed in, and the way to sign in to everybody else, at the same address. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [idle, setIdle] = useState(false);
  const me = useQuery({
    queryKey: ['me'],
    queryFn: async () => {
      try {
        return await client.me();
      } catch (error) {
        if (hasCode(error, 'unauthenticated')) return null;
        throw error;
      }
    },
    staleTime: Infinity,
  });
  // Nothing that was read stays in the page when its session has ended.
  const forget = () => {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
    queries.setQueryData(['me'], null);
  };
  useEffect(() => onSessionEnd(() => (queries.getQueryData(['me']) == null ? undefined : forget())));
  const signedIn = me.data != null;
  const leave = async () => {
    await signOut().catch(() => undefined);
    forget();
  };
  useIdle(signedIn, () => {
    setIdle(true);
    void leave();
  });
  if (me.isPending) return <Waiting />;
  if (me.isError) return <Failure error={me.error} />;
  if (me.data === null) {
    return (
      <LoginPage
        idle={idle}
        onDone={async () => {
          setIdle(false);
          await me.refetch();
        }}
      />
    );
  }
  const session = { user: me.data, leave };
  return (
    <Context value={session}>
      {me.data.mustChangePassword ? <FirstPassword onDone={() => me.refetch()} /> : children}
    </Context>
  );
}

function useIdle(active: boolean, end: () => void): void {
  const ending = useEffectEvent(end);
  useEffect(() => {
    if (!active) return undefined;
    let last = Date.now();
    const touch = () => {
      last = Date.now();
    };
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, touch, { passive: true });
    const timer = setInterval(() => (Date.now() - last > IDLE_MS ? ending() : undefined), 1000);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, touch);
    };
  }, [active]);
}
