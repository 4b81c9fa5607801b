import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

/** A page of the API's lists. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  /** All that match, where the list tells it. */
  readonly total?: number | undefined;
}

/**
 * A list that grows page by page. Rows of an earlier question stay until the new ones are there.
 *
 * @param key begins with the topic that the live stream names
 */
export function usePaged<T>(
  key: QueryKey,
  page: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>,
  options: { readonly enabled?: boolean; readonly meta?: Record<string, unknown> } = {},
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => page(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: (before) => before,
    ...options,
  });
  const pages = query.data?.pages;
  // The same array until there is something new: rows of long lists are drawn again only then.
  const rows = useMemo(() => pages?.flatMap((each) => each.items), [pages]);
  return { query, rows };
}
