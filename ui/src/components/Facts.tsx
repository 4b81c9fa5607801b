import type { ReactNode } from 'react';
import classes from './Facts.module.css';

/** Names and values, two columns where there is room. An entry that is false, null or undefined is left out. */
export function Facts({ of }: { readonly of: readonly (readonly [name: string, value: ReactNode] | false | null)[] }) {
  return (
    <dl className={classes.facts}>
      {of
        .filter((each) => each !== false && each !== null)
        .map(([name, value]) => (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd>{value ?? '–'}</dd>
          </div>
        ))}
    </dl>
  );
}
