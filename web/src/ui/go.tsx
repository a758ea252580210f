// A link inside of the console. It pushes its address as it is: no part of a name is decoded on the way.
import { useRouter } from '@tanstack/react-router';
import type { RouterHistory } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';

interface GoProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly href: string;
  readonly children: ReactNode;
}

export function Go({ href, children, onClick, ...rest }: GoProps) {
  const go = useGo();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  };
  return (
    <a {...rest} href={href} onClick={follow}>
      {children}
    </a>
  );
}

/** Goes to an address of the console. */
export function useGo(): (href: string) => void {
  const history = useOwnHistory();
  return (href) => history.push(href);
}

/** The history with addresses as they were pushed, undecoded. */
export function useOwnHistory(): RouterHistory {
  const router: { readonly history: RouterHistory } = useRouter();
  return router.history;
}
