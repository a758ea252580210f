// Pages as one sequence: the next one is fetched when the one before has been used up.
import type { Page } from './types.ts';

export async function* itemsOfPages<T>(
  fetchPage: (cursor: { readonly cursor?: string }) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let page = await fetchPage({});
  yield* page.items;
  while (page.nextCursor !== null) {
    page = await fetchPage({ cursor: page.nextCursor });
    yield* page.items;
  }
}
