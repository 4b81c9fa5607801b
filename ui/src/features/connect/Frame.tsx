import { IconLock } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { ColorSchemeButton } from '../../components/ColorSchemeButton';
import classes from './Frame.module.css';
import { Progress, type ProgressStep } from './Progress';
import { type Names, texts } from './texts';

interface FrameProps {
  /** Null when there is nothing to go through. */
  readonly step: ProgressStep | null;
  readonly names?: Names;
  readonly publisher?: string | null;
  /** Address of the app's picture; without one it goes by its initials. */
  readonly logo?: string | null;
  readonly children: ReactNode;
}

/** The card around every screen: who is joined with whom, how far, and what the page promises. */
export function Frame({ step, names, publisher, logo, children }: FrameProps) {
  return (
    <div className={classes.canvas}>
      <main className={classes.card}>
        {names && (
          <div className={classes.pair}>
            <AppMark name={names.app} logo={logo ?? null} />
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

/** The app's picture, and its initials where it has none or the picture does not load. */
function AppMark({ name, logo }: { readonly name: string; readonly logo: string | null }) {
  const [broken, setBroken] = useState(false);
  if (logo && !broken) {
    return <img className={classes.logo} src={logo} alt="" onError={() => setBroken(true)} />;
  }
  return (
    <span className={classes.app} aria-hidden>
      {initials(name)}
    </span>
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
