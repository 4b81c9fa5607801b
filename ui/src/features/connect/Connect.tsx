import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { ConnectSession, Endpoint, Practice } from '../../api/connect';
import { BeforeYouGo } from './BeforeYouGo';
import { ConnectedScreen, EhrWindowDone } from './ConnectedScreen';
import { type Choice, waysIn } from './choices';
import { useConnect } from './context';
import { FailureScreen } from './FailureScreen';
import { FindPractice } from './FindPractice';
import { Frame } from './Frame';
import type { Remedy } from './failures';
import type { ProgressStep } from './Progress';
import { Return } from './Return';
import { recentPractice, rememberPractice } from './recent-choice';
import { sessionQuery } from './session';
import { useDeparture } from './use-departure';
import { useEscape, useHost, useTold } from './use-host';
import { type Stage, useStage } from './use-stage';
import { Waiting } from './Waiting';
import { WhoUsesIt } from './WhoUsesIt';

const ASK_EVERY_MS = 2_000;

/** One session from the first question to its result. */
export function Connect() {
  const { token, session, names, surroundings } = useConnect();
  const [first] = useState(() => firstStage(session));
  const [stage, go] = useStage(first);
  const [moved, setMoved] = useState(false);
  const [practice, setPractice] = useState<Practice | null>(session.practice ?? null);
  const [endpoint, setEndpoint] = useState<Endpoint | null>(() => onlyWay(session, session.practice ?? null));
  const [unfit, setUnfit] = useState<Practice | null>(null);
  const [query, setQuery] = useState('');
  const [dismissed, setDismissed] = useState<string | null>(null);
  const { departure, depart, linkOpened, cancel } = useDeparture(token, surroundings);

  const waiting = departure.at === 'waiting';
  const polled = useQuery({
    ...sessionQuery(token),
    refetchInterval: waiting ? ASK_EVERY_MS : false,
    refetchIntervalInBackground: true,
  });
  const refetch = polled.refetch;
  const lookNow = useCallback(() => refetch(), [refetch]);

  const result = session.result && resultKey(session) !== dismissed ? session.result : null;
  useEffect(() => {
    if (result && waiting) cancel();
  });

  const choice: Choice | null = practice && endpoint ? { practice, endpoint } : null;
  const shown = shownNow();
  useHost(surroundings, session.origins);
  useEscape(surroundings, session.origins);
  useTold(
    surroundings,
    session.origins,
    told(shown, session, departure.at === 'failed' ? departure.problem.code : null),
  );

  function shownNow(): Shown {
    if (result) return surroundings.place === 'ehr-window' ? 'back' : result.status;
    if (departure.at === 'failed') return 'failed';
    if (waiting) return 'waiting';
    if (stage === 'review' && choice) return 'review';
    if (stage === 'who' && practice) return 'who';
    return 'find';
  }

  function move(to: Stage) {
    setMoved(true);
    go(to);
  }

  function choose(chosen: Practice) {
    const ways = waysIn(session, chosen);
    setUnfit(ways.length === 0 ? chosen : null);
    if (ways.length === 0) return;
    rememberPractice(session.ehr.key, chosen);
    setPractice(chosen);
    setEndpoint(ways.length === 1 ? (ways[0] ?? null) : null);
    move(ways.length === 1 ? 'review' : 'who');
  }

  function remedy(what: Remedy) {
    setDismissed(resultKey(session));
    cancel();
    const known = practice ?? recentPractice(session.ehr.key);
    if (what === 'choose' && !session.practiceFixed) move('find');
    else if (choice) move('review');
    else if (known) choose(known);
    else move('find');
  }

  function instead(other: string) {
    setDismissed(resultKey(session));
    setQuery(other);
    move('find');
  }

  const onChange = session.practiceFixed ? null : () => move('find');

  return (
    <Frame step={progressOf[shown]} names={names} publisher={session.application.publisher} logo={session.logo}>
      {shown === 'back' && <BackFromEhr />}
      {result?.status === 'connected' && shown === 'connected' && <ConnectedScreen result={result} />}
      {result?.status === 'failed' && shown === 'failed' && (
        <FailureScreen
          code={result.code}
          reference={result.reference}
          names={names}
          other={result.otherPractice}
          practice={practice?.name ?? recentPractice(session.ehr.key)?.name ?? null}
          onRemedy={result.canRetry ? remedy : null}
          onInstead={result.canRetry && !session.practiceFixed ? instead : null}
        >
          <Return quiet />
        </FailureScreen>
      )}
      {!result && departure.at === 'failed' && (
        <FailureScreen
          code={departure.problem.code}
          reference={departure.problem.reference}
          names={names}
          practice={practice?.name ?? null}
          onRemedy={remedy}
        />
      )}
      {shown === 'waiting' && departure.at === 'waiting' && (
        <Waiting window={departure.window} offline={polled.isError} onClosed={lookNow} onAgain={cancel} />
      )}
      {shown === 'review' && choice && (
        <BeforeYouGo
          choice={choice}
          departure={departure}
          focus={moved}
          onChange={onChange}
          onContinue={(renew) => depart(choice.endpoint, renew)}
          onLinkOpened={linkOpened}
          onKeep={cancel}
        />
      )}
      {shown === 'who' && practice && (
        <WhoUsesIt
          practice={practice}
          ways={waysIn(session, practice)}
          onChange={onChange}
          onChoose={(way) => {
            setEndpoint(way);
            move('review');
          }}
        />
      )}
      {shown === 'find' && (
        <FindPractice query={query} onQuery={setQuery} onChoose={choose} unfit={unfit} returned={moved} />
      )}
    </Frame>
  );
}

type Shown = Stage | 'waiting' | 'connected' | 'failed' | 'back';

const progressOf: Record<Shown, ProgressStep | null> = {
  find: 'practice',
  who: 'practice',
  review: 'review',
  waiting: 'signIn',
  connected: 'done',
  back: null,
  failed: null,
};

function told(shown: Shown, session: ConnectSession, problem: string | null) {
  const result = session.result;
  if (shown === 'connected' && result?.status === 'connected') {
    return { type: 'connected', connectionId: result.connectionId } as const;
  }
  if (shown === 'failed') {
    return { type: 'failed', code: problem ?? (result?.status === 'failed' ? result.code : 'unexpected') } as const;
  }
  return { type: 'step', step: shown } as const;
}

function firstStage(session: ConnectSession): Stage {
  if (!session.practice) return 'find';
  return waysIn(session, session.practice).length > 1 ? 'who' : 'review';
}

function onlyWay(session: ConnectSession, practice: Practice | null): Endpoint | null {
  const ways = practice ? waysIn(session, practice) : [];
  return ways.length === 1 ? (ways[0] ?? null) : null;
}

/** Tells one result from the next, so that one the person has answered does not come back with every poll. */
const resultKey = ({ result }: ConnectSession) => (result ? JSON.stringify(result) : null);

/** In the EHR's window there is nothing left to do: the page that opened it goes on. */
function BackFromEhr() {
  const { surroundings } = useConnect();
  useEffect(() => surroundings.close(), [surroundings]);
  return <EhrWindowDone />;
}
