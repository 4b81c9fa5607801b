import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { readSession } from '../../api/session';
import { Failed } from '../../components/States';
import { GateDialogs } from '../../features/account/GateDialogs';
import { startLive } from '../../lib/live';
import { Problem } from '../../lib/problem';
import { SessionProvider } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import { Frame } from './Frame';
import { NoTenant } from './NoTenant';
import classes from './Shell.module.css';

/** The signed-in console. Who is not signed in is led to the sign-in and back to where they wanted to go. */
export function Shell() {
  const { tenant } = useSearch({ from: '__root__' });
  const navigate = useNavigate();
  sessionState.setTenant(tenant ?? null);
  const session = useQuery({ queryKey: ['session', tenant ?? null], queryFn: ({ signal }) => readSession(signal) });
  const nobody = session.data === null;
  const client = useQueryClient();
  const who = session.data?.operator.id;
  // Another person or tenant hears of other things.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => (who ? startLive(client) : undefined), [client, who, tenant]);
  useEffect(() => {
    if (!nobody) return;
    const back = `${window.location.pathname}${window.location.search}`;
    void navigate({ to: '/sign-in', search: { back }, replace: true });
  }, [nobody, navigate]);

  if (session.data === undefined) {
    return session.error ? (
      <main className={classes.alone}>
        <Failed problem={Problem.of(session.error)} onRetry={() => void session.refetch()} />
      </main>
    ) : null;
  }
  if (session.data === null) return null;
  return (
    <SessionProvider session={session.data}>
      <Frame>{session.data.tenant === null ? <NoTenant /> : <Outlet />}</Frame>
      <GateDialogs session={session.data} />
    </SessionProvider>
  );
}
