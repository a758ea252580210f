// What the pages ask the server, and under which keys the answers are kept while the session lasts.
import type { SecretMetadata, SecretRef, Space } from '@polyvault/sdk';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';

import { client } from '../client.ts';

const PAGE = 1000;

export function useSpaces() {
  return useQuery({ queryKey: ['spaces'], queryFn: ({ signal }) => client.spaces.list({}, { signal }) });
}

/** Every secret of a space, a thousand at a time; never a value. */
export function useSecrets(space: string, q: string) {
  return useInfiniteQuery({
    queryKey: ['secrets', space, q],
    queryFn: ({ pageParam, signal }) =>
      client.secrets.list(
        {
          space,
          limit: PAGE,
          ...(q === '' ? {} : { q }),
          ...(pageParam === '' ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

export function useDescription({ space, name }: SecretRef) {
  return useQuery({
    queryKey: ['secret', space, name, 'metadata'],
    queryFn: ({ signal }) => client.secrets.describe({ space, name }, { signal }),
  });
}

export function useVersions({ space, name }: SecretRef) {
  return useQuery({
    queryKey: ['secret', space, name, 'versions'],
    queryFn: ({ signal }) => client.secrets.versions({ space, name }, { signal }),
  });
}

/** What the caller may do in a space, as the list of spaces says; nothing where he may not see it. */
export function useActions(space: string): ReadonlySet<string> {
  const spaces = useSpaces();
  return new Set(spaces.data?.find(({ path }) => path === space)?.actions);
}

/** The first secrets that match, in all spaces that the caller may see. */
export async function searchEverything(
  spaces: readonly Space[],
  q: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly SecretMetadata[]> {
  const tops = [...new Set(spaces.map(({ path }) => path.split('/', 1)[0] ?? path))];
  const pages = await Promise.all(
    tops.map((space) => client.secrets.list({ space, recursive: true, q, limit }, { signal })),
  );
  return pages.flatMap(({ items }) => items).slice(0, limit);
}
