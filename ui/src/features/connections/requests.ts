import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, gateway, type Schema } from '../../api/gateway';
import { usePaged } from '../../lib/paged';
import { type ConnectionsSearch, listQuery } from './search';

export type Connection = Schema<'Connection'>;
export type ConnectionEvent = Schema<'ConnectionEvent'>;
export type Act = 'refresh' | 'pause' | 'resume' | 'reconnect-link';

export function useConnectionList(search: ConnectionsSearch) {
  const query = listQuery(search);
  return usePaged<Connection>(['connections', 'list', query], (cursor, signal) =>
    ask(() =>
      gateway.GET('/api/v1/connections', {
        params: { query: { ...query, limit: 100, ...(cursor && { cursor }) } },
        signal,
      }),
    ),
  );
}

export function useCounts(search: ConnectionsSearch) {
  const { q, applicationId, environment } = listQuery(search);
  const query = {
    ...(q && { q }),
    ...(applicationId && { applicationId }),
    ...(environment && { environment }),
  };
  return useQuery({
    queryKey: ['connections', 'counts', query],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/connection-counts', { params: { query }, signal })),
    placeholderData: (before) => before,
  });
}

/** Calls of the last 24 hours by connection, one request for each hundred of them. */
export function useActivity(ids: readonly string[]) {
  const key = ids.join(',');
  return useQuery({
    queryKey: ['stats', 'activity', key],
    enabled: ids.length > 0,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const found = await ask(() =>
        gateway.GET('/api/v1/connection-activity', { params: { query: { ids: key } }, signal }),
      );
      return new Map(found.items.map((item) => [item.id, item]));
    },
  });
}

export function useConnection(id: string) {
  return useQuery({
    queryKey: ['connections', 'one', id],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/connections/{id}', { params: { path: { id } }, signal })),
  });
}

export function useEvents(id: string, kind: string | undefined) {
  return usePaged<ConnectionEvent>(['connections', 'events', id, kind ?? ''], (cursor, signal) =>
    ask(() =>
      gateway.GET('/api/v1/connections/{id}/events', {
        params: { path: { id }, query: { limit: 50, ...(kind && { kind }), ...(cursor && { cursor }) } },
        signal,
      }),
    ),
  );
}

const HOUR = 3_600_000;

/** Token renewals by the hour, of the last seven days. */
export function useRenewals(id: string) {
  return useQuery({
    queryKey: ['stats', 'renewals', id],
    queryFn: async ({ signal }) => {
      const to = new Date();
      const from = new Date(Math.floor((to.getTime() - 7 * 24 * HOUR) / HOUR) * HOUR);
      const query = { connectionId: id, from: from.toISOString(), to: to.toISOString(), step: 3600 };
      const stats = await ask(() => gateway.GET('/api/v1/stats', { params: { query }, signal }));
      return stats.series.map((each) => ({
        at: Date.parse(each.at),
        succeeded: each.refreshes.succeeded,
        failed: each.refreshes.failed,
      }));
    },
  });
}

/** Whatever changes connections makes every list, count and overview out of date. */
export function useChange<Input, Output>(act: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['connections'] }),
        client.invalidateQueries({ queryKey: ['overview'] }),
        client.invalidateQueries({ queryKey: ['stats', 'renewals'] }),
      ]);
    },
  });
}

export const actOn = (act: Act, ids: readonly string[], reason?: string) =>
  ask(() => gateway.POST('/api/v1/connection-acts', { body: { act, ids: [...ids], ...(reason && { reason }) } }));

export const testNow = (id: string) =>
  ask(() => gateway.POST('/api/v1/connections/{id}/check', { params: { path: { id } } }));

export const renewNow = (id: string) =>
  ask(() => gateway.POST('/api/v1/connections/{id}/refresh', { params: { path: { id } } }));

export const change = (id: string, body: { paused?: boolean; readOnly?: boolean; reason?: string }) =>
  ask(() => gateway.PATCH('/api/v1/connections/{id}', { params: { path: { id } }, body }));

export const disconnect = (id: string) =>
  ask(() => gateway.DELETE('/api/v1/connections/{id}', { params: { path: { id } } }));

export const revealToken = (id: string, reason: string) =>
  ask(() => gateway.POST('/api/v1/connections/{id}/token', { params: { path: { id } }, body: { reason } }));

/** The list as a file of a spreadsheet. */
export async function downloadTable(search: ConnectionsSearch, ids: readonly string[]) {
  const query = { ...listQuery(search), ...(ids.length > 0 && { ids: ids.join(',') }) };
  const csv = await ask(() => gateway.GET('/api/v1/connection-table', { params: { query }, parseAs: 'text' }));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  link.download = 'connections.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
