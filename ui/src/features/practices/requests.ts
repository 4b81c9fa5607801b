import { queryOptions } from '@tanstack/react-query';
import { ask, gateway, type Schema } from '../../api/gateway';

export type Ehr = Schema<'Ehr'>;
export type Practice = Schema<'Practice'>;
export type DirectoryStatus = Schema<'DirectoryStatus'>;
export type DirectoryPreview = Schema<'DirectoryPreview'>;

export interface PracticeFilters {
  readonly q?: string | undefined;
  readonly ehr?: string | undefined;
  readonly kind?: 'patient' | 'provider_system' | undefined;
  readonly state?: string | undefined;
  readonly added?: 'list' | 'hand' | undefined;
  readonly sort?: 'name' | '-name' | undefined;
}

export const ehrsQuery = queryOptions({
  queryKey: ['ehrs'],
  queryFn: async ({ signal }) => (await ask(() => gateway.GET('/api/v1/ehrs', { signal }))).items ?? [],
  staleTime: 300_000,
});

export const statusQuery = (ehr: string) =>
  queryOptions({
    queryKey: ['directories', ehr],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/directories/{ehr}', { params: { path: { ehr } }, signal })),
  });

export const previewQuery = (ehr: string, preview: string) =>
  queryOptions({
    // not under the topic of directories: once it is applied it is no preview any more, and asking again would fail
    queryKey: ['directory-previews', ehr, preview],
    queryFn: ({ signal }) =>
      ask(() =>
        gateway.GET('/api/v1/directories/{ehr}/previews/{preview}', { params: { path: { ehr, preview } }, signal }),
      ),
    retry: false,
  });

export const practiceQuery = (id: string) =>
  queryOptions({
    queryKey: ['practices', 'one', id],
    queryFn: ({ signal }) =>
      ask(() =>
        gateway.GET('/api/v1/practices/{id}', { params: { path: { id }, query: { connections: true } }, signal }),
      ),
  });

export async function practicesPage(filters: PracticeFilters, cursor: string | undefined, signal: AbortSignal) {
  const wanted = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''));
  const query = { ...wanted, limit: 50, connections: true, ...(cursor && { cursor }) };
  const page = await ask(() => gateway.GET('/api/v1/practices', { params: { query }, signal }));
  return { items: page.items ?? [], nextCursor: page.nextCursor ?? null, total: page.total };
}

/** Where a list is to be read from. */
export type ListSource =
  | { readonly from: 'address'; readonly url: string }
  | { readonly from: 'file'; readonly file: File; readonly format: string | null };

export function makePreview(ehr: string, source: ListSource): Promise<DirectoryPreview> {
  const format = source.from === 'file' ? source.format : null;
  const body = source.from === 'file' ? source.file : JSON.stringify(source.url ? { url: source.url } : {});
  const type = source.from === 'file' ? source.file.type || 'application/json' : 'application/json';
  return ask(() =>
    gateway.POST('/api/v1/directories/{ehr}/previews', {
      params: { path: { ehr }, query: format ? { format: format as 'csv' } : {} },
      // the file goes as it is: the contract's body is the list itself
      body: body as never,
      bodySerializer: () => body,
      headers: { 'Content-Type': type },
    }),
  );
}

export const applyPreview = (ehr: string, preview: string) =>
  ask(() => gateway.POST('/api/v1/directories/{ehr}/previews/{preview}/apply', { params: { path: { ehr, preview } } }));

export const dropPreview = (ehr: string, preview: string) =>
  ask(() => gateway.DELETE('/api/v1/directories/{ehr}/previews/{preview}', { params: { path: { ehr, preview } } }));

export const undoImport = (ehr: string) =>
  ask(() => gateway.POST('/api/v1/directories/{ehr}/undo', { params: { path: { ehr } } }));

export interface Plan {
  readonly address: string | null;
  readonly everyHours: number | null;
  readonly paused: boolean;
}

export const setSchedule = (ehr: string, plan: Plan) =>
  ask(() => gateway.PUT('/api/v1/directories/{ehr}/schedule', { params: { path: { ehr } }, body: plan }));

export interface NewPractice {
  readonly ehr: string;
  readonly name: string;
  readonly endpoints: readonly { readonly kind: 'patient' | 'provider_system'; readonly baseUrl: string }[];
}

export const addPractice = ({ endpoints, ...practice }: NewPractice) =>
  ask(() => gateway.POST('/api/v1/practices', { body: { ...practice, endpoints: [...endpoints] } }));

export const kindWords: Record<string, string> = { patient: 'Patients', provider_system: 'Staff and systems' };

/** "Austin, TX". */
export const placeText = (practice: Pick<Practice, 'city' | 'state'>) =>
  [practice.city, practice.state].filter(Boolean).join(', ');
