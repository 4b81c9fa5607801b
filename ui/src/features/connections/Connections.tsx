import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { Elsewhere } from '../../components/Elsewhere';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { Empty, Failed, Loaded, NothingMatches } from '../../components/States';
import { onlyText } from '../../lib/environment';
import { count, counted } from '../../lib/numbers';
import { Problem } from '../../lib/problem';
import { BulkBar } from './BulkBar';
import classes from './Connections.module.css';
import { ConnectionsTable, USUALLY_HIDDEN } from './ConnectionsTable';
import { Filters, StateChips } from './Filters';
import { downloadTable, useConnectionList, useCounts } from './requests';
import type { ConnectionsSearch } from './search';

const MOST_SELECTED = 100;

/** Every practice that has authorized an app, and whether its token works right now. */
export function Connections() {
  const search: ConnectionsSearch = useSearch({ from: '/shell/connections' });
  const navigate = useNavigate({ from: '/connections' });
  const { query, rows } = useConnectionList(search);
  const counts = useCounts(search);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<Problem | null>(null);

  const router = useRouter();
  const narrow = useCallback(
    (more: Partial<ConnectionsSearch>) => {
      // Typing is taken over a moment later; by then somebody may be on their way to another screen.
      if (!router.latestLocation.pathname.endsWith('/connections')) return;
      void navigate({ search: (before) => ({ ...before, ...more }), replace: true });
    },
    [navigate, router],
  );
  const select = useCallback(
    (id: string, on: boolean) =>
      setSelected((before) => {
        const next = new Set(before);
        if (on && next.size < MOST_SELECTED) next.add(id);
        if (!on) next.delete(id);
        return next;
      }),
    [],
  );
  const open = useCallback((id: string) => void navigate({ to: '/connections/$id', params: { id } }), [navigate]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const names = useMemo(() => new Map((rows ?? []).map((row) => [row.id, row.practice.name])), [rows]);
  const shown = shownTotal(counts.data, search);
  const never = counts.data?.total === 0 && !search.q && !search.app && !search.env;

  const download = async () => {
    setProblem(null);
    try {
      await downloadTable(search, []);
    } catch (thrown) {
      setProblem(Problem.of(thrown));
    }
  };
  return (
    <Page
      title="Connections"
      lead="Every practice that has authorized your app, and whether its token works right now."
      actions={
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => void download()}
          disabled={never}
        >
          Export CSV
        </Button>
      }
    >
      {problem && <Failed problem={problem} />}
      {!never && <StateChips counts={counts.data} show={search.show} onShow={(show) => narrow({ show })} />}
      <Panel flush>
        {!never && <Filters search={search} onNarrow={narrow} total={shown} />}
        <Loaded query={query}>
          {() =>
            never ? (
              <NeverConnected />
            ) : rows && rows.length > 0 ? (
              <>
                <ConnectionsTable
                  rows={rows}
                  total={shown}
                  hidden={search.hide ?? USUALLY_HIDDEN}
                  selected={selected}
                  onSelect={select}
                  onOpen={open}
                  onEnd={more}
                />
                <p className={classes.foot} role="status">
                  {hasNextPage
                    ? `${count(rows.length)} loaded, more come as you scroll`
                    : counted(rows.length, 'connection')}
                </p>
              </>
            ) : (
              <NothingMatches
                things="connections"
                onClear={() => narrow({ q: undefined, show: undefined, app: undefined, env: undefined })}
                also={onlyText(search.env)}
              />
            )
          }
        </Loaded>
      </Panel>
      {selected.size > 0 && (
        <BulkBar
          selected={[...selected]}
          names={names}
          search={search}
          full={selected.size >= MOST_SELECTED}
          onClear={() => setSelected(new Set())}
        />
      )}
    </Page>
  );
}

function NeverConnected() {
  return (
    <Empty
      title="No practice connected yet"
      action={
        <Elsewhere to="/connect-a-practice" className={classes.way}>
          Connect a practice
        </Elsewhere>
      }
    >
      A practice is connected by its own people: they get a connect link, find their practice, sign in at their EHR and
      allow access.
    </Empty>
  );
}

type Counts = NonNullable<ReturnType<typeof useCounts>['data']>;

function shownTotal(counts: Counts | undefined, { show }: ConnectionsSearch): number | undefined {
  if (!counts) return undefined;
  if (!show) return counts.total;
  if (show === 'attention' || show === 'paused') return counts[show];
  return counts.states[show];
}
