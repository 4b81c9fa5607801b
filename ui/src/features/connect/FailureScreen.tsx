import { Button, Textarea } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { CopyButton } from '../../components/CopyButton';
import { Screen } from '../../components/Screen';
import { failureWords, type Remedy } from './failures';
import classes from './screens.module.css';
import { type Names, texts } from './texts';

interface FailureScreenProps {
  readonly code: string;
  readonly reference: string | null;
  readonly names: Names;
  /** The practice that came back instead of the chosen one. */
  readonly other?: string | null;
  /** The practice that was chosen. */
  readonly practice?: string | null;
  /** Null when nothing the person can do here would help. */
  readonly onRemedy: ((remedy: Remedy) => void) | null;
  readonly onInstead?: ((other: string) => void) | null;
  /** More ways on, after the remedy. */
  readonly children?: ReactNode;
}

/** Screen 6: what happened, what to do, and the reference for support. */
export function FailureScreen(props: FailureScreenProps) {
  const { code, reference, names, other = null, practice = null, onRemedy, onInstead, children } = props;
  const { title, happened, todo, remedy } = failureWords(code, names, other);
  // words that lead to a button must not stand without it
  const helpless = remedy !== 'none' && !onRemedy;
  const instead = other && onInstead ? onInstead : null;
  return (
    <Screen
      title={title}
      of={names.app}
      focus
      icon={
        <div className={classes.seal} data-tone="bad">
          <IconAlertTriangle size={26} aria-hidden />
        </div>
      }
    >
      <p className={classes.intro}>{happened}</p>
      <p className={classes.todo}>{helpless ? texts.failure.elsewhere(names) : todo}</p>
      {code === 'practice-not-authorized' && <Letter text={texts.failure.administrator(names, practice)} />}
      {((onRemedy && remedy !== 'none') || instead) && (
        <div className={classes.actions}>
          {instead && other && (
            <Button size="md" onClick={() => instead(other)}>
              {texts.failure.instead(other)}
            </Button>
          )}
          {onRemedy && remedy !== 'none' && (
            <Button size="md" variant={instead ? 'default' : 'filled'} onClick={() => onRemedy(remedy)}>
              {texts.failure[remedy]}
            </Button>
          )}
        </div>
      )}
      {children}
      {reference && (
        <div className={classes.reference}>
          <span>
            {texts.failure.reference} <code>{reference}</code>
          </span>
          <CopyButton text={reference} label={texts.failure.copy} done={texts.failure.copied} />
        </div>
      )}
    </Screen>
  );
}

function Letter({ text }: { readonly text: string }) {
  return (
    <div className={classes.letter}>
      <Textarea label={texts.failure.administratorText} value={text} readOnly rows={6} mb={8} />
      <CopyButton text={text} label={texts.failure.copy} done={texts.failure.copied} />
    </div>
  );
}
