import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { ask, gateway, type Schema } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { type Column, DataTable } from '../../components/DataTable';
import { Loaded } from '../../components/States';
import { Status } from '../../components/Status';
import { useAct } from '../../lib/use-act';
import { Refused } from './Refused';

type OwnSession = Schema<'OwnSession'>;

/** "Firefox on Linux", as far as a browser tells it. */
export function deviceText(agent: string | null): string {
  if (!agent) return 'Unknown browser';
  const browser = [
    ['Edg/', 'Edge'],
    ['OPR/', 'Opera'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([mark]) => agent.includes(mark ?? ''))?.[1];
  const system = [
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Android', 'Android'],
    ['Windows', 'Windows'],
    ['Mac OS', 'macOS'],
    ['Linux', 'Linux'],
  ].find(([mark]) => agent.includes(mark ?? ''))?.[1];
  if (!browser) return agent.split(/[ /]/)[0] || 'Unknown browser';
  return system ? `${browser} on ${system}` : browser;
}

/** Every browser that is signed in as this person, and a way to end each. */
export function OwnSessions() {
  const queries = useQueryClient();
  const sessions = useQuery({
    queryKey: ['own-sessions'],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/session/sessions', { signal })),
  });
  const end = useAct(
    useCallback(
      async (id: string) => {
        await ask(() => gateway.DELETE('/api/v1/session/sessions/{id}', { params: { path: { id } } }));
        await queries.invalidateQueries({ queryKey: ['own-sessions'] });
      },
      [queries],
    ),
  );
  const columns: readonly Column<OwnSession>[] = [
    { key: 'device', header: 'Browser', cell: (row) => deviceText(row.userAgent) },
    { key: 'address', header: 'From', cell: (row) => row.address ?? '–' },
    { key: 'since', header: 'Signed in', cell: (row) => <Ago at={row.createdAt} /> },
    { key: 'seen', header: 'Last used', cell: (row) => <Ago at={row.seenAt} /> },
    {
      key: 'end',
      header: 'End',
      align: 'right',
      cell: (row) =>
        row.current ? (
          <Status tone="good">This one</Status>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`End the session of ${deviceText(row.userAgent)}`}
            onClick={() => void end.run(row.id)}
          >
            End it
          </Button>
        ),
    },
  ];
  return (
    <Loaded query={sessions}>
      {(answer) => (
        <>
          <DataTable label="Your sessions" columns={columns} rows={answer.items} keyOf={(row) => row.id} />
          <Refused problem={end.problem} />
        </>
      )}
    </Loaded>
  );
}
