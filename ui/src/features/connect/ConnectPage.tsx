import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Screen } from '../../components/Screen';
import { wearAccent } from '../../lib/accent';
import { Problem } from '../../lib/problem';
import { Connect } from './Connect';
import { ConnectProvider } from './context';
import { FailureScreen } from './FailureScreen';
import { Frame } from './Frame';
import { Loading } from './Loading';
import { recentPage, rememberPage } from './recent-choice';
import classes from './screens.module.css';
import type { ServedFailure } from './served-failure';
import { sessionQuery } from './session';
import type { Surroundings } from './surroundings';
import { texts, unknownNames } from './texts';

interface ConnectPageProps {
  readonly token: string | null;
  readonly failure: ServedFailure | null;
  readonly surroundings: Surroundings;
}

/** The whole page: a failure the gateway served, or the session its link opens. */
export function ConnectPage({ token, failure, surroundings }: ConnectPageProps) {
  if (failure) return <Served failure={failure} token={token} surroundings={surroundings} />;
  if (surroundings.place === 'opening') return <Opening />;
  if (!token) return <Served failure={noLink} token={null} surroundings={surroundings} />;
  return <Session token={token} surroundings={surroundings} />;
}

/** In the EHR's window, for the moment until the page that opened it has found the way. */
function Opening() {
  return (
    <Frame step={null}>
      <Screen title={texts.window.opening(unknownNames)} of={unknownNames.app} focus={false}>
        <Loader size={24} aria-hidden />
      </Screen>
    </Frame>
  );
}

const noLink: ServedFailure = { code: 'connect-session-unknown', reference: null };
const hopeless = ['connect-session-unknown', 'connect-session-expired'];

function Served({ failure, token, surroundings }: { failure: ServedFailure } & Omit<ConnectPageProps, 'failure'>) {
  const { place } = surroundings;
  const page = token ? `/connect/${encodeURIComponent(token)}` : recentPage();
  const startAgain = page && !hopeless.includes(failure.code) ? () => surroundings.leave(page) : null;
  return (
    <Frame step={null}>
      <FailureScreen {...failure} names={unknownNames} onRemedy={place === 'ehr-window' ? null : startAgain}>
        {place === 'ehr-window' && <p className={classes.intro}>{texts.window.body}</p>}
      </FailureScreen>
    </Frame>
  );
}

function Session({ token, surroundings }: { readonly token: string; readonly surroundings: Surroundings }) {
  const { data: session, error, refetch } = useQuery(sessionQuery(token));
  useEffect(() => {
    if (session) rememberPage(`/connect/${encodeURIComponent(token)}`);
  }, [session, token]);

  const accent = session?.accent ?? null;
  useEffect(() => wearAccent(document.documentElement, accent), [accent]);

  const problem = error ? Problem.of(error) : null;
  if (problem && (!session || hopeless.includes(problem.code))) {
    const names = session ? { app: session.application.name, ehr: session.ehr.name } : unknownNames;
    const again = hopeless.includes(problem.code) ? null : () => void refetch();
    return (
      <Frame step={null}>
        <FailureScreen code={problem.code} reference={problem.reference} names={names} onRemedy={again} />
      </Frame>
    );
  }
  if (!session) {
    return (
      <Frame step={null}>
        <Loading />
      </Frame>
    );
  }
  const names = { app: session.application.name, ehr: session.ehr.name };
  return (
    <ConnectProvider value={{ token, session, names, surroundings }}>
      <Connect />
    </ConnectProvider>
  );
}
