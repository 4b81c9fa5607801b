import { Button } from '@mantine/core';
import { IconCircleCheckFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Connected } from '../../api/connect';
import { Screen } from '../../components/Screen';
import { useConnect } from './context';
import { Return } from './Return';
import { scopesInBrief } from './scopes-in-words';
import classes from './screens.module.css';
import { testReadQuery } from './session';
import { date, texts } from './texts';

/** Screen 5: what was connected, and that it works. */
export function ConnectedScreen({ result }: { readonly result: Connected }) {
  const { names } = useConnect();
  const words = texts.connected;
  const since = date(result.connectedAt);
  return (
    <Screen
      title={words.title}
      of={names.app}
      focus
      icon={
        <div className={classes.seal} data-tone="good">
          <IconCircleCheckFilled size={30} aria-hidden />
        </div>
      }
    >
      <p className={classes.intro}>{words.body(names, result.practiceName)}</p>
      <TestRead connectionId={result.connectionId} />
      <dl className={classes.facts}>
        <Fact name={words.practice}>{result.practiceName}</Fact>
        <Fact name={words.access}>{texts.who.kinds[result.kind]?.title ?? result.kind}</Fact>
        <Fact name={words.allowed}>{scopesInBrief(result.grantedScopes, names)}</Fact>
        {result.missingScopes.length > 0 && (
          <Fact name={words.missing}>{scopesInBrief(result.missingScopes, names)}</Fact>
        )}
        {since && <Fact name={words.since}>{since}</Fact>}
        <Fact name={words.until}>{result.refreshable ? words.untilEnded(names) : words.untilShort}</Fact>
      </dl>
      <Return />
    </Screen>
  );
}

function TestRead({ connectionId }: { readonly connectionId: string }) {
  const { token, names } = useConnect();
  const { data, isPending } = useQuery(testReadQuery(token, connectionId));
  const words = texts.connected;
  const outcome = () => {
    if (isPending) return words.trying;
    if (!data?.ok) return words.unanswered(names);
    return data.milliseconds === null ? words.answeredPlain : words.answered(data.milliseconds);
  };
  return (
    <p className={classes.intro} role="status">
      {outcome()}
    </p>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Screen 5 in the EHR's window: the page that opened it shows the rest. */
export function EhrWindowDone() {
  const { names, surroundings } = useConnect();
  return (
    <Screen title={texts.window.title} of={names.app} focus>
      <p className={classes.intro}>{texts.window.body}</p>
      <div className={classes.actions}>
        <Button size="md" variant="default" onClick={surroundings.close}>
          {texts.window.close}
        </Button>
      </div>
    </Screen>
  );
}
