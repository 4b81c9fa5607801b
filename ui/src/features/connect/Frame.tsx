import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ColorSchemeButton } from '../../components/ColorSchemeButton';
import classes from './Frame.module.css';
import { Progress, type ProgressStep } from './Progress';
import { type Names, texts } from './texts';

interface FrameProps {
  /** Null when there is nothing to go through. */
  readonly step: ProgressStep | null;
  readonly names?: Names;
  readonly publisher?: string | null;
  readonly children: ReactNode;
}

/** The card around every screen: who is joined with whom, how far, and what the page promises. */
export function Frame({ step, names, publisher, children }: FrameProps) {
  return (
    <div className={classes.canvas}>
      <main className={classes.card}>
        {names && (
          <div className={classes.pair}>
            <span className={classes.app} aria-hidden>
              {initials(names.app)}
            </span>
            <span className={classes.thread} aria-hidden />
            <span className={classes.ehr} aria-hidden>
              {initials(names.ehr)}
            </span>
            <p className={classes.names}>
              <span className={classes.both}>{texts.pair(names)}</span>
              {publisher && <span className={classes.publisher}>{texts.from(publisher)}</span>}
            </p>
          </div>
        )}
        {step && <Progress step={step} />}
        {children}
      </main>
      <footer className={classes.footer}>
        {names && step && step !== 'done' && (
          <p className={classes.promise}>
            <IconLock size={14} aria-hidden />
            {texts.password(names)}
          </p>
        )}
        <ColorSchemeButton words={texts.colours} />
      </footer>
    </div>
  );
}

/** At most two letters: "Northwind Care Hub" is NC. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}
