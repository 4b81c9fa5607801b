import { Button } from '@mantine/core';
import { IconArrowRight, IconExternalLink } from '@tabler/icons-react';
import { Notice } from '../../components/Notice';
import { Screen } from '../../components/Screen';
import type { Choice } from './choices';
import { useConnect } from './context';
import { PracticeCard } from './PracticeCard';
import { ScopeList } from './ScopeList';
import { scopesInWords } from './scopes-in-words';
import classes from './screens.module.css';
import { texts } from './texts';
import type { Departure } from './use-departure';

interface BeforeYouGoProps {
  readonly choice: Choice;
  readonly departure: Departure;
  readonly focus: boolean;
  readonly onChange: (() => void) | null;
  readonly onContinue: (renew: boolean) => void;
  readonly onLinkOpened: () => void;
  readonly onKeep: () => void;
}

/** Screen 3: what the app asks for, and the way to the EHR. */
export function BeforeYouGo(props: BeforeYouGoProps) {
  const { choice, departure, focus, onChange, onContinue, onLinkOpened, onKeep } = props;
  const { session, names } = useConnect();
  const kind = texts.who.kinds[choice.endpoint.kind]?.title;
  return (
    <Screen title={session.reconnect ? texts.review.againTitle : texts.review.title} of={names.app} focus={focus}>
      <p className={classes.intro}>
        {session.reconnect ? texts.review.againIntro(names, choice.practice.name) : texts.review.intro(names)}
      </p>
      <ScopeList lines={scopesInWords(session.scopes, names)} label={texts.review.asks} />
      <div className={classes.block}>
        <PracticeCard practice={choice.practice} note={kind && texts.review.accessAs(kind)} onChange={onChange} />
      </div>
      {departure.at === 'renew?' ? (
        <Renew detail={departure.detail} onRenew={() => onContinue(true)} onKeep={onKeep} />
      ) : departure.at === 'link' ? (
        <Link url={departure.url} onOpened={onLinkOpened} />
      ) : (
        <div className={classes.actions}>
          <Button
            size="md"
            loading={departure.at === 'leaving'}
            aria-label={departure.at === 'leaving' ? texts.review.busy(names) : undefined}
            rightSection={<IconArrowRight size={18} aria-hidden />}
            onClick={() => onContinue(false)}
          >
            {texts.review.continue(names)}
          </Button>
        </div>
      )}
    </Screen>
  );
}

function Renew(props: { readonly detail: string | null; readonly onRenew: () => void; readonly onKeep: () => void }) {
  return (
    <>
      <div className={classes.block}>
        <Notice tone="info" title={props.detail ?? texts.review.already}>
          <p>{texts.review.renewQuestion}</p>
        </Notice>
      </div>
      <div className={classes.actions}>
        <Button size="md" onClick={props.onRenew}>
          {texts.review.renew}
        </Button>
        <Button size="md" variant="default" onClick={props.onKeep}>
          {texts.review.keep}
        </Button>
      </div>
    </>
  );
}

function Link({ url, onOpened }: { readonly url: string; readonly onOpened: () => void }) {
  const { names } = useConnect();
  return (
    <>
      <div className={classes.block}>
        <Notice tone="warning">
          <p>{texts.review.linkHelp(names)}</p>
        </Notice>
      </div>
      <div className={classes.actions}>
        <Button
          component="a"
          href={url}
          target="_blank"
          rel="noopener"
          size="md"
          rightSection={<IconExternalLink size={18} aria-hidden />}
          onClick={onOpened}
        >
          {texts.review.link}
        </Button>
      </div>
    </>
  );
}
