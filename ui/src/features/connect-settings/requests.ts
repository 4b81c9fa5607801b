import { queryOptions } from '@tanstack/react-query';
import { ask, gateway, type Schema } from '../../api/gateway';

export type PageSettings = Schema<'ConnectPageSettings'>;
export type Application = Schema<'Application'>;
export type Practice = Schema<'Practice'>;

export const settingsQuery = queryOptions({
  queryKey: ['connect-page'],
  queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/connect-page', { signal })),
});

export const saveSettings = (settings: Omit<PageSettings, 'updatedAt'>) =>
  ask(() => gateway.PUT('/api/v1/connect-page', { body: settings }));

export const applicationsQuery = queryOptions({
  queryKey: ['applications', 'choices'],
  queryFn: async ({ signal }) =>
    (await ask(() => gateway.GET('/api/v1/applications', { params: { query: { limit: 100 } }, signal }))).items ?? [],
});

export const practiceChoices = (ehr: string, q: string) =>
  queryOptions({
    queryKey: ['practices', 'choices', ehr, q],
    queryFn: async ({ signal }) =>
      (await ask(() => gateway.GET('/api/v1/practices', { params: { query: { ehr, q, limit: 8 } }, signal }))).items ??
      [],
    staleTime: 30_000,
  });

export const chosenPractice = (id: string) =>
  queryOptions({
    queryKey: ['practices', 'one', id, 'plain'],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/practices/{id}', { params: { path: { id } }, signal })),
  });

export interface Invitation {
  readonly applicationId: string;
  readonly endpointId: string | null;
  readonly endUser: string;
  readonly returnUrl: string | null;
}

export const invite = ({ applicationId, endpointId, endUser, returnUrl }: Invitation) =>
  ask(() =>
    gateway.POST('/api/v1/connect-sessions', {
      body: {
        applicationId,
        ...(endpointId && { endpointId }),
        endUser: { id: endUser },
        ...(returnUrl && { returnUrl }),
      } as never,
    }),
  );

/** A system application has no user to invite: it connects by itself. */
export const connectSystem = (applicationId: string, endpointId: string) =>
  ask(() => gateway.POST('/api/v1/connections', { body: { applicationId, endpointId } as never }));
