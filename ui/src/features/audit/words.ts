import { useQuery } from '@tanstack/react-query';
import { ask, gateway, type Schema } from '../../api/gateway';
import { useMay, useSession } from '../../lib/session';
import { sessionState } from '../../lib/session-state';

type Entry = Schema<'AuditEvent'>;

/** Kinds of things, by how the names of acts on them begin. */
export const KINDS = [
  { value: 'registration.', label: 'Registrations' },
  { value: 'application.', label: 'EHR apps' },
  { value: 'credential.', label: 'Credentials' },
  { value: 'connection.', label: 'Connections' },
  { value: 'directory.', label: 'Directories' },
  { value: 'api-key.', label: 'API keys' },
  { value: 'webhook-endpoint.', label: 'Webhooks' },
  { value: 'operator.', label: 'People' },
  { value: 'export.', label: 'Exports' },
  { value: 'permission.', label: 'Refusals' },
] as const;

/** "credential.revealed" becomes "Credential: revealed". */
export function actionText(action: string): string {
  const [kind = '', ...acts] = action.split('.');
  const plain = kind.replaceAll('-', ' ').replace(/^api /, 'API ');
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}: ${acts.join(' ').replaceAll('-', ' ')}`;
}

/** What those are called who did something: names where the person may see them, else ids. */
export function useActorNames(): (entry: Entry) => string {
  const may = useMay('keys', 'see');
  const { operator } = useSession();
  const named = useQuery({
    queryKey: ['operators', sessionState.tenant(), 'names'],
    queryFn: async ({ signal }) => {
      const [people, keys] = await Promise.all([
        ask(() => gateway.GET('/api/v1/operators', { params: { query: { limit: 200 } }, signal })),
        ask(() => gateway.GET('/api/v1/api-keys', { params: { query: { limit: 200 } }, signal })),
      ]);
      return new Map([
        ...people.items.map((each) => [each.id, each.displayName] as const),
        ...keys.items.map((each) => [each.id, `${each.name} (API key)`] as const),
      ]);
    },
    enabled: may.may,
  });
  return ({ actor }) => {
    if (actor.kind === 'system') return `Gatehouse (${actor.id})`;
    if (actor.id === operator.id) return `${operator.displayName} (you)`;
    return named.data?.get(actor.id) ?? actor.id;
  };
}

/** One detail of an entry; `before` where it was recorded what it was. */
export interface Detail {
  readonly name: string;
  readonly before: string | null;
  readonly now: string;
}

const BEFORE = 'before.';

export function detailsOf(entry: Entry): readonly Detail[] {
  const details = entry.details as Record<string, string>;
  return Object.entries(details)
    .filter(([name]) => !name.startsWith(BEFORE))
    .map(([name, now]) => ({ name, before: details[BEFORE + name] ?? null, now }));
}
