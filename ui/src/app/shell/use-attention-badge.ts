import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ask, gateway } from '../../api/gateway';
import { environmentQuery, useEnvironment } from '../../lib/environment';
import { useMay } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import { badgeTab } from '../../lib/tab-title';

const OFTEN_MS = 60_000;

/** Counts in the tab's title what needs somebody, whatever screen is shown. */
export function useAttentionBadge() {
  const query = environmentQuery(useEnvironment());
  const { may } = useMay('connections', 'see');
  const { data } = useQuery({
    queryKey: ['attention', sessionState.tenant(), query],
    enabled: may,
    queryFn: async ({ signal }) => {
      const { connections, attention } = await ask(() =>
        gateway.GET('/api/v1/overview', { params: { query }, signal }),
      );
      return connections.attention + attention.filter((each) => each.kind !== 'connection').length;
    },
    refetchInterval: OFTEN_MS,
  });
  useEffect(() => badgeTab(data ?? 0), [data]);
}
