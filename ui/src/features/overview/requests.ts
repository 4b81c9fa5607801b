import { useQuery } from '@tanstack/react-query';
import { ask, gateway, type Schema } from '../../api/gateway';

export type OverviewData = Schema<'Overview'>;
export type Attention = OverviewData['attention'][number];
export type SignUp = OverviewData['registrations'][number];

/** Asked again each half minute while somebody looks. */
const OFTEN = 30_000;

export function useOverview() {
  return useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/overview', { signal })),
    refetchInterval: OFTEN,
  });
}

const HOUR = 3_600_000;

/** Calls of the last 24 hours, by the hour. */
export function useLastDay() {
  return useQuery({
    queryKey: ['stats', 'last-day'],
    queryFn: ({ signal }) => {
      const to = new Date();
      const from = new Date(Math.floor(to.getTime() / HOUR) * HOUR - 23 * HOUR);
      const query = { from: from.toISOString(), to: to.toISOString(), step: 3600 };
      return ask(() => gateway.GET('/api/v1/stats', { params: { query }, signal }));
    },
    refetchInterval: OFTEN,
  });
}
