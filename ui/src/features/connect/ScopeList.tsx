import { IconClockPlay, IconEye, IconPencil, IconUserCheck } from '@tabler/icons-react';
import classes from './ScopeList.module.css';
import type { ScopeLine } from './scopes-in-words';
import { joined, texts } from './texts';

const icons = { read: IconEye, change: IconPencil, identity: IconUserCheck, offline: IconClockPlay };
/** More than these are folded away: a list nobody reads protects nobody. */
const SHOWN = 5;

/** What an app asks for, one line for each kind of asking. */
export function ScopeList({ lines, label }: { readonly lines: readonly ScopeLine[]; readonly label: string }) {
  return (
    <ul className={classes.lines} aria-label={label}>
      {lines.map((line) => {
        const Icon = icons[line.icon];
        return (
          <li key={line.title} className={classes.line} data-kind={line.icon}>
            <span className={classes.icon}>
              <Icon size={18} aria-hidden />
            </span>
            <div>
              <p className={classes.title}>{headline(line)}</p>
              {line.things.length > SHOWN + 1 && (
                <details className={classes.rest}>
                  <summary>{texts.scopes.others(line.things.length - SHOWN)}</summary>
                  <p>{joined(line.things.slice(SHOWN))}</p>
                </details>
              )}
              {line.remark && <p className={classes.remark}>{line.remark}</p>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function headline({ title, things }: ScopeLine): string {
  if (things.length === 0) return title;
  const shown = things.length > SHOWN + 1 ? things.slice(0, SHOWN).join(', ') : joined(things);
  return `${title} ${shown}`;
}
