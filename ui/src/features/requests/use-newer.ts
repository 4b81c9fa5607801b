import { useCallback, useEffect, useRef, useState } from 'react';
import { ask, gateway } from '../../api/gateway';
import { useTopic } from '../../lib/live';
import { questionOf, type RequestsSearch } from './filter';
import type { Call } from './Requests';

const PACE_MS = 2_500;
const AT_TOP_PX = 260;

/**
 * Keeps the head of the list true. Whoever reads further down, or has one call open, is told how many are new instead of having
 * the rows pushed away.
 */
export function useNewer(
  query: { readonly refetch: () => unknown },
  rows: readonly Call[],
  search: RequestsSearch,
  reading: boolean,
) {
  const [count, setCount] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const lookedAt = useRef(0);
  const first = rows[0]?.requestId;
  const latest = useRef({ query, first, search, reading });
  latest.current = { query, first, search, reading };

  const show = useCallback(() => {
    setCount(0);
    window.scrollTo({ top: 0 });
    latest.current.query.refetch();
  }, []);

  const look = useCallback(async () => {
    timer.current = undefined;
    lookedAt.current = Date.now();
    const now = latest.current;
    if (now.search.to) return;
    if (!now.reading && window.scrollY < AT_TOP_PX) {
      now.query.refetch();
      return;
    }
    try {
      const page = await ask(() =>
        gateway.GET('/api/v1/calls', { params: { query: { ...questionOf(now.search), limit: 50 } } }),
      );
      const place = page.items.findIndex((each) => each.requestId === now.first);
      setCount(place < 0 ? page.items.length : place);
    } catch {
      // the bar says that nothing answers; the next hint comes
    }
  }, []);

  useTopic(
    'calls',
    useCallback(() => {
      timer.current ??= setTimeout(look, Math.max(0, lookedAt.current + PACE_MS - Date.now()));
    }, [look]),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another head of the list has nothing newer yet
  useEffect(() => setCount(0), [first]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { count, show };
}
