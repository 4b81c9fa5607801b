import { clockText, dayText } from '../../lib/times';
import classes from './Tracker.module.css';
import type { Draft } from './use-draft';

/** Whether what was typed is safe: "Draft saved 10:42", or that it will be sent later. */
export function SavedLine({ draft, changedAt }: { readonly draft: Draft; readonly changedAt: string | null }) {
  return (
    <span className={classes.saved} data-kind={draft.state.kind} role="status">
      {words(draft, changedAt)}
    </span>
  );
}

function words({ state, conflicts, dirty }: Draft, changedAt: string | null): string {
  if (conflicts.length > 0)
    return conflicts.length === 1 ? 'One field needs your choice' : 'Some fields need your choice';
  switch (state.kind) {
    case 'saving':
      return 'Saving…';
    case 'waiting':
      return 'The gateway is not answering. Your draft is kept here and sent later.';
    case 'failed':
      return state.problem.detail ?? 'The draft could not be saved. It is kept here.';
    case 'saved':
      return dirty ? 'Not saved yet' : `Draft saved ${clockText(state.at)}`;
    default:
      if (dirty) return 'Not saved yet';
      return changedAt ? `Draft of ${dayText(changedAt)}, ${clockText(changedAt)}` : '';
  }
}
