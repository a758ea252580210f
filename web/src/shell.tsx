// The frame of every page: navigation, search, preferences. What the caller may not do is not offered.
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

import { DESTINATIONS } from './destinations.ts';
import { Palette } from './palette.tsx';
import { Preferences } from './preferences.tsx';
import { useSession } from './session.tsx';
import { Button, Code } from './ui/basics.tsx';
import { Go } from './ui/go.tsx';
import { useWords } from './words/words.tsx';

export function Shell() {
  const { t } = useWords();
  const { user, leave } = useSession();
  const { pathname } = useLocation();
  const [palette, setPalette] = useState(false);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setPalette(true);
    };
    window.addEventListener('keydown', open);
    return () => window.removeEventListener('keydown', open);
  }, []);
  return (
    <>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <header className="top">
        <Go href="/" className="brand">
          {t('brand')}
        </Go>
        <nav aria-label={t('mainNavigation')}>
          {DESTINATIONS.filter(({ admin }) => admin !== true || user.admin).map(({ href, word }) => (
            <Go key={href} href={href} aria-current={isHere(pathname, href) ? 'page' : undefined}>
              {t(word)}
            </Go>
          ))}
        </nav>
        <Button className="palette-button" onClick={() => setPalette(true)} aria-keyshortcuts="Control+K">
          {t('search')} <kbd dir="ltr">Ctrl K</kbd>
        </Button>
        <Preferences />
        <Go href="/account" className="user">
          <Code>{user.username}</Code>
        </Go>
        <Button look="quiet" onClick={() => void leave()}>
          {t('signOut')}
        </Button>
      </header>
      <Outlet />
      {palette ? <Palette onClose={() => setPalette(false)} /> : null}
    </>
  );
}

export function NotFound() {
  const { t } = useWords();
  return (
    <main id="content" className="page">
      <p>{t('notFound')}</p>
    </main>
  );
}

function isHere(pathname: string, href: string): boolean {
  if (href === '/s' && (pathname === '/' || pathname === '/search')) return true;
  return pathname === href || pathname.startsWith(`${href}/`);
}
