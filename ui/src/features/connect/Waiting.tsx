import { Button, Loader } from '@mantine/core';
import { IconWindowMaximize } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Notice } from '../../components/Notice';
import { Screen } from '../../components/Screen';
import { useConnect } from './context';
import classes from './screens.module.css';
import type { EhrWindow } from './surroundings';
import { texts } from './texts';

const LOOK_EVERY_MS = 500;

interface WaitingProps {
  readonly window: EhrWindow | null;
  readonly offline: boolean;
  /** Asks the gateway at once; resolves when it has answered. */
  readonly onClosed: () => Promise<unknown>;
  readonly onAgain: () => void;
}

/** Screen 4: the EHR is in another window. The page goes on when the session says so, not when the window does. */
export function Waiting({ window, offline, onClosed, onAgain }: WaitingProps) {
  const { names } = useConnect();
  const closed = useClosed(window, onClosed);
  return (
    <Screen
      title={closed ? texts.waiting.closedTitle : texts.waiting.title(names)}
      of={names.app}
      focus
      icon={
        <div className={classes.seal} data-tone={closed ? 'warning' : 'busy'}>
          {closed ? (
            <IconWindowMaximize size={26} aria-hidden />
          ) : (
            <Loader size={24} color="currentColor" aria-hidden />
          )}
        </div>
      }
    >
      <p className={classes.intro} role="status">
        {closed ? texts.waiting.closed : texts.waiting.body}
      </p>
      {!closed && <p className={classes.intro}>{texts.waiting.help}</p>}
      {offline && (
        <div className={classes.block}>
          <Notice tone="warning">{texts.waiting.offline}</Notice>
        </div>
      )}
      <div className={classes.actions}>
        {window && !closed && (
          <Button size="md" onClick={() => window.show()}>
            {texts.waiting.show}
          </Button>
        )}
        <Button size="md" variant={closed ? 'filled' : 'default'} onClick={onAgain}>
          {texts.waiting.again}
        </Button>
      </div>
    </Screen>
  );
}

/**
 * True once the window is gone and the gateway still knows of no result. An EHR may cut the tie to its window, which
 * looks like closing it: the page keeps asking the gateway all the same.
 */
function useClosed(window: EhrWindow | null, onClosed: () => Promise<unknown>): boolean {
  const [closed, setClosed] = useState(false);
  useEffect(() => {
    if (!window) return;
    const timer = setInterval(() => {
      if (!window.closed) return;
      clearInterval(timer);
      void onClosed().finally(() => setClosed(true));
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [window, onClosed]);
  return closed;
}
