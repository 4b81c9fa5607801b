import { useQuery } from '@tanstack/react-query';
import { Ago } from '../../components/Ago';
import { Loaded } from '../../components/States';
import { historyQuery, nameOf, type Registration } from './requests';
import classes from './Tracker.module.css';

const WORDS: Record<string, string> = {
  created: 'began the registration',
  filled: 'changed',
  completed: 'completed',
  reopened: 'opened again',
  refused: 'noted that the vendor said no to',
  sent_back: 'noted that the vendor asks for changes at',
  resubmitted: 'sent again',
  tracked: 'changed who follows up on',
  commented: 'wrote a note on',
  reminded: 'sent a reminder about',
  renamed: 'renamed the registration',
  vendor_gate: 'noted what the vendor allows',
  practice_noted: 'noted a practice',
  practice_connected: 'saw a practice connect',
  practice_revoked: 'saw a practice withdraw',
  evidence_added: 'added a file to',
  evidence_removed: 'removed a file from',
  jwks_checked: 'checked the key address of',
};

/** Everything that happened to the sign-up, newest first. */
export function Activity({ registration }: { readonly registration: Registration }) {
  const query = useQuery(historyQuery(registration.id));
  const titles = new Map(registration.steps.map((step) => [step.key, step]));
  return (
    <Loaded query={query}>
      {({ items, people }) => (
        <ul className={classes.list}>
          {items.map((event) => {
            const step = event.step ? titles.get(event.step) : undefined;
            const fields = event.changes
              .map((change) => step?.fields.find((field) => field.key === change.field)?.label ?? change.field)
              .join(', ');
            return (
              <li key={event.id}>
                <p className={classes.meta}>
                  <Ago at={event.at} />
                </p>
                <p className={classes.text}>
                  {nameOf(event.by, people)} {WORDS[event.kind] ?? event.kind.replaceAll('_', ' ')} {step?.title ?? ''}
                  {fields && `: ${fields}`}
                </p>
                {event.text && <p className={classes.meta}>{event.text}</p>}
              </li>
            );
          })}
        </ul>
      )}
    </Loaded>
  );
}
