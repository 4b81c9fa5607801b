import { Button } from '@mantine/core';
import { useConnect } from './context';
import classes from './screens.module.css';
import { texts } from './texts';

/** The way back to the app: tell it to close this page, or go to its address. */
export function Return({ quiet = false }: { readonly quiet?: boolean }) {
  const { session, names, surroundings } = useConnect();
  const hosted = session.origins.length > 0 && (surroundings.place === 'frame' || surroundings.place === 'popup');
  const variant = quiet ? 'default' : 'filled';
  if (hosted) {
    const close = () => {
      surroundings.tell(session.origins, { type: 'closed' });
      if (surroundings.place === 'popup') surroundings.close();
    };
    return (
      <div className={quiet ? classes.less : classes.actions}>
        <Button size="md" variant={variant} onClick={close}>
          {texts.connected.back(names)}
        </Button>
      </div>
    );
  }
  if (session.returnUrl && /^https?:\/\//i.test(session.returnUrl)) {
    return (
      <div className={quiet ? classes.less : classes.actions}>
        <Button component="a" href={session.returnUrl} size="md" variant={variant} target="_top">
          {texts.connected.back(names)}
        </Button>
      </div>
    );
  }
  return quiet ? null : <p className={classes.end}>{texts.connected.close}</p>;
}
