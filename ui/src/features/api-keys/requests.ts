import { queryOptions } from '@tanstack/react-query';
import { ask, gateway, type Schema } from '../../api/gateway';

export type ApiKey = Schema<'ApiKey'>;
export type Permission = Schema<'Permission'>;

export async function keysPage(cursor: string | undefined, signal: AbortSignal) {
  const query = { limit: 100, ...(cursor && { cursor }) };
  const page = await ask(() => gateway.GET('/api/v1/api-keys', { params: { query }, signal }));
  return { items: page.items ?? [], nextCursor: page.nextCursor ?? null };
}

/** Names of people by their ids, for those who may see them. */
export const peopleQuery = queryOptions({
  queryKey: ['operators', 'names'],
  queryFn: async ({ signal }) => {
    const page = await ask(() => gateway.GET('/api/v1/operators', { params: { query: { limit: 100 } }, signal }));
    return new Map((page.items ?? []).map((each) => [each.id, each.displayName]));
  },
  staleTime: 60_000,
  retry: false,
});

export interface NewKey {
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** Null for never. */
  readonly expiresAt: string | null;
}

export const createKey = ({ name, permissions, expiresAt }: NewKey) =>
  ask(() =>
    gateway.POST('/api/v1/api-keys', {
      body: { name, permissions: [...permissions], ...(expiresAt && { expiresAt }) } as never,
    }),
  );

export const rollKey = (id: string, overlapHours: number) =>
  ask(() => gateway.POST('/api/v1/api-keys/{id}/roll', { params: { path: { id } }, body: { overlapHours } }));

export const endKey = (id: string) => ask(() => gateway.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }));
