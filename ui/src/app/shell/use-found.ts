import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { ask, gateway, type Schema } from '../../api/gateway';
import { health } from '../../features/connections/health';
import { counted } from '../../lib/numbers';
import { Problem } from '../../lib/problem';
import { useMay } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import type { Hit } from './Palette';

const FEW = 5;
const LEAST = 2;
const TYPED_MS = 180;

/** What the gateway found. */
export interface Found {
  readonly connections: readonly Hit[];
  readonly practices: readonly Hit[];
  /** Whether the hits are of an earlier text, or still to come. */
  readonly pending: boolean;
  readonly problem: Problem | null;
}

/** Connections and practices by a few letters, found on the server. Somebody who may not see a list is not shown it here. */
export function useFound(typed: string, open: boolean): Found {
  const text = typed.trim();
  const [asked] = useDebouncedValue(text, TYPED_MS);
  const seesConnections = useMay('connections', 'see').may;
  const seesPractices = useMay('directory', 'see').may;
  const enabled = open && asked.length >= LEAST;
  const connections = useQuery({
    queryKey: ['connections', 'palette', sessionState.tenant(), asked],
    enabled: enabled && seesConnections,
    queryFn: ({ signal }) => connectionHits(asked, signal),
    meta: { live: false },
  });
  const practices = useQuery({
    queryKey: ['practices', 'palette', sessionState.tenant(), asked],
    enabled: enabled && seesPractices,
    queryFn: ({ signal }) => practiceHits(asked, signal),
    meta: { live: false },
  });
  if (text.length < LEAST) return { connections: [], practices: [], pending: false, problem: null };
  const failed = connections.error ?? practices.error;
  return {
    connections: (asked === text && connections.data) || [],
    practices: (asked === text && practices.data) || [],
    pending: asked !== text || connections.isFetching || practices.isFetching,
    problem: failed ? Problem.of(failed) : null,
  };
}

async function connectionHits(q: string, signal: AbortSignal): Promise<Hit[]> {
  const query = { q, limit: FEW, sort: 'worst' as const };
  const page = await ask(() => gateway.GET('/api/v1/connections', { params: { query }, signal }));
  const now = Date.now();
  return (page.items ?? []).map((each) => {
    const { tone, word } = health(each, now);
    return {
      key: each.id,
      label: each.practice.name,
      note: each.application.name,
      status: { tone, word },
      to: '/connections/$id',
      params: { id: each.id },
    };
  });
}

async function practiceHits(q: string, signal: AbortSignal): Promise<Hit[]> {
  const query = { q, limit: FEW, connections: true };
  const page = await ask(() => gateway.GET('/api/v1/practices', { params: { query }, signal }));
  return (page.items ?? []).map((each) => ({
    key: each.id,
    label: each.name,
    note: `${placeOf(each)} · ${each.connections ? counted(each.connections, 'connection') : 'not connected'}`,
    to: '/practices',
    search: { open: each.id, q },
  }));
}

const placeOf = ({ city, state, ehr }: Schema<'Practice'>) => [city, state].filter(Boolean).join(', ') || ehr;
