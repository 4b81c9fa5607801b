import { useQuery } from '@tanstack/react-query';
import { ask, gateway, type Schema } from '../../api/gateway';
import { environmentQuery, useEnvironment } from '../../lib/environment';

export type OverviewData = Schema<'Overview'>;
export type Attention = OverviewData['attention'][number];
export type SignUp = OverviewData['registrations'][number];

/** Asked again each half minute while somebody looks. */
const OFTEN = 30_000;

export function useOverview() {
  const query = environmentQuery(useEnvironment());
  return useQuery({
    queryKey: ['overview', query],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/overview', { params: { query }, signal })),
    refetchInterval: OFTEN,
  });
}

const HOUR = 3_600_000;

/** Calls of the last 24 hours, by the hour. */
export function useLastDay() {
  const environment = environmentQuery(useEnvironment());
  return useQuery({
    queryKey: ['stats', 'last-day', environment],
    queryFn: ({ signal }) => {
      const to = new Date();
      const from = new Date(Math.floor(to.getTime() / HOUR) * HOUR - 23 * HOUR);
      const query = { from: from.toISOString(), to: to.toISOString(), step: 3600, ...environment };
      return ask(() => gateway.GET('/api/v1/stats', { params: { query }, signal }));
    },
    refetchInterval: OFTEN,
  });
}
