import { queryOptions } from '@tanstack/react-query';
import { ask, gateway, type Schema } from '../../api/gateway';
import { type Environment, environmentQuery } from '../../lib/environment';

export type EhrApp = Schema<'EhrApp'>;
export type Ehr = Schema<'Ehr'>;
export type Registration = Schema<'Registration'>;
export type Step = Schema<'Step'>;
export type Field = Step['fields'][number];
export type Credential = Schema<'Credential'>;
export type CredentialTest = Schema<'CredentialTest'>;
export type Checked = Schema<'CheckedAddress'>;
/** What stands in a field: a text, a list, a mark, or `{set: true}` for a secret that lies sealed. */
export type Value = string | readonly string[] | boolean | { readonly set: boolean } | null | undefined;
export type Form = Readonly<Record<string, Value>>;

const MINUTE = 60_000;

export const ehrsQuery = queryOptions({
  queryKey: ['registrations', 'ehrs'],
  queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/ehrs', { signal })),
  staleTime: 10 * MINUTE,
});

export const ehrQuery = (ehr: string) =>
  queryOptions({
    queryKey: ['registrations', 'ehr', ehr],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/ehrs/{ehr}', { params: { path: { ehr } }, signal })),
    staleTime: 10 * MINUTE,
  });

/** Refreshed now and then, so that another person's edits are seen without the live stream too. */
export const registrationQuery = (id: string) =>
  queryOptions({
    queryKey: ['registrations', id],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/registrations/{id}', { params: { path: { id } }, signal })),
    refetchInterval: 10_000,
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ['registrations', id, 'history'],
    queryFn: ({ signal }) =>
      ask(() =>
        gateway.GET('/api/v1/registrations/{id}/history', { params: { path: { id }, query: { limit: 50 } }, signal }),
      ),
  });

export const commentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['registrations', id, 'comments'],
    queryFn: ({ signal }) =>
      ask(() =>
        gateway.GET('/api/v1/registrations/{id}/comments', { params: { path: { id }, query: { limit: 50 } }, signal }),
      ),
  });

export const evidenceQuery = (id: string) =>
  queryOptions({
    queryKey: ['registrations', id, 'evidence'],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/registrations/{id}/evidence', { params: { path: { id } }, signal })),
  });

export const gatesQuery = (id: string) =>
  queryOptions({
    queryKey: ['registrations', id, 'practices'],
    queryFn: ({ signal }) =>
      ask(() =>
        gateway.GET('/api/v1/registrations/{id}/practices', { params: { path: { id }, query: { limit: 50 } }, signal }),
      ),
  });

export const applicationQuery = (id: string) =>
  queryOptions({
    queryKey: ['applications', id],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/applications/{id}', { params: { path: { id } }, signal })),
  });

export const credentialsQuery = (id: string) =>
  queryOptions({
    queryKey: ['applications', id, 'credentials'],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/applications/{id}/credentials', { params: { path: { id } }, signal })),
  });

/** While a rotation runs it is looked at every few seconds. */
export const usageQuery = (id: string, watched: boolean) =>
  queryOptions({
    queryKey: ['applications', id, 'usage'],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/applications/{id}/credential-usage', { params: { path: { id } }, signal })),
    refetchInterval: watched ? 5_000 : false,
  });

export const practicesQuery = (ehr: string, words: string) =>
  queryOptions({
    queryKey: ['practices', 'test-places', ehr, words],
    queryFn: ({ signal }) =>
      ask(() =>
        gateway.GET('/api/v1/practices', { params: { query: { ehr, limit: 12, ...(words && { q: words }) } }, signal }),
      ),
    staleTime: MINUTE,
  });

export const listApps = (env: Environment | undefined, cursor: string | undefined, signal: AbortSignal) => {
  const query = { limit: 50, ...environmentQuery(env), ...(cursor && { cursor }) };
  return ask(() => gateway.GET('/api/v1/ehr-apps', { params: { query }, signal }));
};

const at = (id: string, key: string) => ({ path: { id, key } });

export const readStep = (id: string, key: string) =>
  ask(() => gateway.GET('/api/v1/registrations/{id}/steps/{key}', { params: at(id, key) }));

const seen = (revision: number) => ({ 'If-Match': `"${revision}"` });

export const fillStep = (id: string, key: string, revision: number, form: Record<string, unknown>) =>
  ask(() =>
    gateway.PUT('/api/v1/registrations/{id}/steps/{key}', {
      params: { ...at(id, key), header: seen(revision) },
      body: { form },
    }),
  );

export const completeStep = (id: string, key: string, form: Record<string, unknown>) =>
  ask(() =>
    gateway.POST('/api/v1/registrations/{id}/steps/{key}/complete', {
      params: at(id, key),
      body: { form },
    }),
  );

export const reopenStep = (id: string, key: string, reason: string) =>
  ask(() => gateway.POST('/api/v1/registrations/{id}/steps/{key}/reopen', { params: at(id, key), body: { reason } }));

export const refuseStep = (id: string, key: string, body: { reason: string; returnsTo?: string; fields?: string[] }) =>
  ask(() => gateway.POST('/api/v1/registrations/{id}/steps/{key}/refuse', { params: at(id, key), body }));

export const resubmitStep = (id: string, key: string) =>
  ask(() => gateway.POST('/api/v1/registrations/{id}/steps/{key}/resubmit', { params: at(id, key), body: {} }));

export const trackStep = (
  id: string,
  key: string,
  body: { owner?: string | null; dueAt?: string | null; blocker?: string | null },
) => ask(() => gateway.PATCH('/api/v1/registrations/{id}/steps/{key}', { params: at(id, key), body }));

export const checkAddresses = (id: string, key: string) =>
  ask(() => gateway.POST('/api/v1/registrations/{id}/steps/{key}/check-addresses', { params: at(id, key) }));

const version = (id: string, number: number) => ({ path: { id, number } });

export const testCredential = (id: string, number: number, place: { endpointId: string } | { baseUrl: string }) =>
  ask(() =>
    gateway.POST('/api/v1/applications/{id}/credentials/{number}/test', { params: version(id, number), body: place }),
  );

export const keepCredential = (
  id: string,
  body: { clientId: string; clientSecret?: string; generateKey?: 'ES384' | 'RS384'; expiresAt?: string },
) => ask(() => gateway.POST('/api/v1/applications/{id}/credentials', { params: { path: { id } }, body }));

export const activateCredential = (
  id: string,
  number: number,
  body: { overlapHours: number; force?: boolean; reason?: string },
) =>
  ask(() =>
    gateway.POST('/api/v1/applications/{id}/credentials/{number}/activate', { params: version(id, number), body }),
  );

export const revokeCredential = (id: string, number: number) =>
  ask(() =>
    gateway.POST('/api/v1/applications/{id}/credentials/{number}/revoke', {
      params: version(id, number),
      body: { acknowledge: true },
    }),
  );

export const revealCredential = (id: string, number: number, reason: string) =>
  ask(() =>
    gateway.POST('/api/v1/applications/{id}/credentials/{number}/reveal', {
      params: version(id, number),
      body: { reason },
    }),
  );

export const dateCredential = (id: string, number: number, body: { expiresAt?: string; rotateAfter?: string }) =>
  ask(() => gateway.PATCH('/api/v1/applications/{id}/credentials/{number}', { params: version(id, number), body }));

/** Whom an author stands for; the kind of author where nobody knows a name. */
export function nameOf(by: string | null | undefined, people: Readonly<Record<string, string>> | undefined): string {
  if (!by) return 'Somebody';
  const known = people?.[by];
  if (known) return known;
  if (by.startsWith('system:')) return 'Gatehouse';
  return by.startsWith('key:') ? 'An API key' : 'Somebody';
}
