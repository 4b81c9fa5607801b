import { Button, Loader, Radio } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Integration, Refused, type WindowSession, windowSession } from '../../api/nango';
import { Notice } from '../../components/Notice';
import { Screen } from '../../components/Screen';
import { type Attempt, begin, type Outcome } from './attempt';
import type { Host } from './host';
import { texts } from './texts';
import classes from './window.module.css';

interface ConnectWindowProps {
  readonly host: Host;
  /** Of the link this page was opened with; null where the page around it sends one. */
  readonly token: string | null;
  /** The page around it is none of the operator's. */
  readonly refused: boolean;
}

type State =
  | { readonly at: 'loading' }
  | { readonly at: 'over' }
  | { readonly at: 'ready'; readonly session: WindowSession; readonly end: Outcome | 'blocked' | null }
  | { readonly at: 'waiting'; readonly session: WindowSession; readonly attempt: Attempt; readonly closed: boolean }
  | { readonly at: 'connected' };

/** What `openConnectUI` puts over an app's page: which system, then a popup that does the rest. */
export function ConnectWindow({ host, token: linked, refused }: ConnectWindowProps) {
  const [token, setToken] = useState(linked);
  useEffect(() => {
    if (refused) return;
    const stop = host.listen(setToken);
    host.tell({ type: 'ready' });
    return stop;
  }, [host, refused]);

  if (refused) return <RefusedScreen host={host} />;
  if (token) return <Session key={token} host={host} token={token} />;
  if (host.framed) return <Waiting title={texts.loading} />;
  return <Plain title={texts.noLink}>{texts.noLinkHelp}</Plain>;
}

function Session({ host, token }: { readonly host: Host; readonly token: string }) {
  const [state, setState] = useState<State>({ at: 'loading' });
  const running = useRef<Attempt | null>(null);

  useEffect(() => {
    const stop = new AbortController();
    windowSession(token, stop.signal).then(
      (session) => setState({ at: 'ready', session, end: null }),
      (thrown) => {
        if (stop.signal.aborted) return;
        const code = thrown instanceof Refused ? thrown.code : 'unexpected';
        host.tell({ type: 'error', payload: { errorType: code, errorMessage: texts.over } });
        setState({ at: 'over' });
      },
    );
    return () => {
      stop.abort();
      running.current?.cancel();
    };
  }, [host, token]);

  function go(session: WindowSession, key: string) {
    const attempt = begin(window, token, key, (end) => ended(session, end));
    running.current = attempt;
    setState(attempt ? { at: 'waiting', session, attempt, closed: false } : { at: 'ready', session, end: 'blocked' });
  }

  function ended(session: WindowSession, end: Outcome) {
    if (end.is === 'closed') {
      setState((now) => (now.at === 'waiting' ? { ...now, closed: true } : now));
      return;
    }
    if (end.is === 'connected') {
      const payload = { providerConfigKey: end.key, connectionId: end.connectionId, isPending: false } as const;
      host.tell({ type: 'connect', payload });
      setState({ at: 'connected' });
      return;
    }
    host.tell({ type: 'error', payload: { errorType: end.type, errorMessage: end.text } });
    setState({ at: 'ready', session, end });
  }

  function again(session: WindowSession, attempt: Attempt) {
    attempt.cancel();
    setState({ at: 'ready', session, end: null });
  }

  switch (state.at) {
    case 'loading':
      return <Waiting title={texts.loading} />;
    case 'over':
      return (
        <Plain title={texts.over} host={host}>
          {texts.overHelp}
        </Plain>
      );
    case 'connected':
      return (
        <Plain title={texts.connected} host={host} close={texts.done}>
          {texts.connectedHelp}
        </Plain>
      );
    case 'waiting':
      return (
        <Waiting title={state.closed ? texts.closedTitle : texts.waiting}>
          <p className={classes.text}>{state.closed ? texts.closed : texts.waitingHelp}</p>
          <div className={classes.actions}>
            {!state.closed && (
              <Button size="md" onClick={state.attempt.show}>
                {texts.show}
              </Button>
            )}
            <Button size="md" variant="default" onClick={() => again(state.session, state.attempt)}>
              {texts.again}
            </Button>
          </div>
        </Waiting>
      );
    case 'ready':
      return <Choice host={host} session={state.session} end={state.end} onGo={(key) => go(state.session, key)} />;
  }
}

interface ChoiceProps {
  readonly host: Host;
  readonly session: WindowSession;
  readonly end: Outcome | 'blocked' | null;
  readonly onGo: (key: string) => void;
}

function Choice({ host, session, end, onGo }: ChoiceProps) {
  const { integrations, reconnects } = session;
  const [key, setKey] = useState(integrations[0]?.key ?? '');
  if (integrations.length === 0) {
    return (
      <Plain title={texts.empty} host={host}>
        {texts.emptyHelp}
      </Plain>
    );
  }
  const title = reconnects ? texts.titleAgain : texts.title;
  return (
    <Card>
      <Screen title={end && end !== 'blocked' ? texts.failed : title} of="" focus={end !== null}>
        {end && <Notice tone="warning">{wordsFor(end)}</Notice>}
        <p className={classes.text}>{reconnects ? texts.introAgain : texts.intro}</p>
        {integrations.length > 1 && <Integrations all={integrations} chosen={key} onChoose={setKey} />}
        <div className={classes.actions}>
          <Button size="md" onClick={() => onGo(key)}>
            {texts.go}
          </Button>
          <CloseButton host={host} />
        </div>
      </Screen>
    </Card>
  );
}

function wordsFor(end: Outcome | 'blocked'): string {
  if (end === 'blocked') return texts.blocked;
  return end.is === 'failed' && end.text.includes('(access-denied)') ? texts.denied : texts.failedHelp;
}

interface IntegrationsProps {
  readonly all: readonly Integration[];
  readonly chosen: string;
  readonly onChoose: (key: string) => void;
}

function Integrations({ all, chosen, onChoose }: IntegrationsProps) {
  return (
    <Radio.Group value={chosen} onChange={onChoose} label={texts.which} mt={16}>
      <div className={classes.choices}>
        {all.map((each) => (
          <Radio.Card key={each.key} value={each.key} className={classes.choice}>
            <Radio.Indicator />
            {each.name}
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}

function Waiting({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <Card>
      <Screen title={title} of="" focus={false} icon={<Loader size={24} aria-hidden />}>
        {children}
      </Screen>
    </Card>
  );
}

interface PlainProps {
  readonly title: string;
  readonly host?: Host;
  readonly close?: string;
  readonly children: ReactNode;
}

function Plain({ title, host, close, children }: PlainProps) {
  return (
    <Card>
      <Screen title={title} of="" focus>
        <p className={classes.text}>{children}</p>
        <div className={classes.actions}>{host && <CloseButton host={host} words={close} />}</div>
      </Screen>
    </Card>
  );
}

/** A tab of its own is closed by whoever opened it. */
function CloseButton({ host, words = texts.close }: { readonly host: Host; readonly words?: string | undefined }) {
  if (!host.framed) return null;
  return (
    <Button size="md" variant="default" onClick={() => host.tell({ type: 'close' })}>
      {words}
    </Button>
  );
}

function RefusedScreen({ host }: { readonly host: Host }) {
  return (
    <Plain title={texts.refused} host={host}>
      {texts.refusedHelp} <code>GATEHOUSE_APP_ORIGINS</code>.
    </Plain>
  );
}

function Card({ children }: { readonly children: ReactNode }) {
  return (
    <div className={classes.canvas}>
      <main className={classes.card}>{children}</main>
    </div>
  );
}
