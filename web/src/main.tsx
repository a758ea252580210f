// The console's start: what every page needs around it.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';

import { router } from './routes.tsx';
import { SessionGate } from './session.tsx';
import { Notices } from './ui/notices.tsx';
import { WordsProvider } from './words/words.tsx';

const queries = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 10_000, refetchOnWindowFocus: false } },
});
const root = document.getElementById('root');
if (root === null) throw new TypeError('the page has no #root');
createRoot(root).render(
  <WordsProvider>
    <QueryClientProvider client={queries}>
      <Notices>
        <SessionGate>
          <RouterProvider router={router} />
        </SessionGate>
      </Notices>
    </QueryClientProvider>
  </WordsProvider>,
);
