import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Problem } from '../../lib/problem';
import { type Edits, keepUnsent, readUnsent, same } from './edits';
import {
  type Field,
  fillStep,
  type Registration,
  readStep,
  registrationQuery,
  type Step,
  type Value,
} from './requests';

const AGAIN_AFTER = 5_000;

export type SaveState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly at: number }
  /** The gateway is away; what was typed is kept and sent later. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly problem: Problem };

export interface Conflict {
  readonly field: string;
  readonly theirs: Value;
  readonly by: string;
  readonly at: string;
}

export interface Draft {
  value(field: Field): Value;
  change(field: Field, value: Value): void;
  /** Sends what was typed, as when a field is left. */
  save(): void;
  readonly state: SaveState;
  readonly conflicts: readonly Conflict[];
  keepMine(field: string): void;
  takeTheirs(field: string): void;
  /** What is typed and not sent, to be sent with the completion; empty while a conflict is open. */
  unsent(): Record<string, Value>;
  readonly dirty: boolean;
  /** After the step was completed: nothing is unsent any more. */
  sent(step: Step): void;
}

/**
 * The form of one step while somebody types. Each field that is left is sent; if somebody else was faster, fields that both
 * changed are held back until the person chooses. Without an answer the edits stay here, and in this tab, and are sent again.
 */
export function useDraft(registration: Registration, seen: Step): Draft {
  const client = useQueryClient();
  const place = `${registration.id}/${seen.key}`;
  const [edits, setEdits] = useState<Edits>(() => readUnsent(place));
  const [state, setState] = useState<SaveState>({ kind: 'idle' });
  // An answer to an earlier question may come late: of two states of the step the newer one counts.
  const newest = useRef(seen);
  if (seen.revision >= newest.current.revision) newest.current = seen;
  const step = newest.current;
  const current = useRef({ edits, step });
  current.current = { edits, step };
  const busy = useRef(false);

  const put = useCallback(
    (next: Edits) => {
      current.current.edits = next;
      const secrets = current.current.step.fields.filter((each) => each.type === 'secret').map((each) => each.key);
      keepUnsent(place, next, secrets);
      setEdits(next);
    },
    [place],
  );

  const took = useCallback(
    (fresh: Step) => {
      newest.current = fresh;
      current.current.step = fresh;
      client.setQueryData(registrationQuery(registration.id).queryKey, (before) =>
        before
          ? {
              ...before,
              steps: before.steps.map((each) => (each.key === fresh.key ? { ...each, ...fresh } : each)),
              people: { ...before.people, ...fresh.people },
            }
          : before,
      );
    },
    [client, registration.id],
  );

  const save = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    try {
      // Again while something was typed meanwhile, or somebody else was faster.
      for (let round = 0; round < 5; round++) {
        const { step: known, edits: typed } = current.current;
        const open = new Set(conflictsOf(known, typed).map((each) => each.field));
        const sending = Object.entries(typed).filter(([field]) => !open.has(field));
        if (sending.length === 0) {
          setState((before) => (before.kind === 'saving' ? { kind: 'idle' } : before));
          return;
        }
        setState({ kind: 'saving' });
        try {
          const form = Object.fromEntries(sending.map(([field, edit]) => [field, edit.value ?? null]));
          const fresh = await fillStep(registration.id, known.key, known.revision, form);
          // Nobody else was faster, or it would have been refused: what was typed meanwhile stands on the new revision.
          const left: Record<string, Edits[string]> = {};
          for (const [field, edit] of Object.entries(current.current.edits)) {
            if (typed[field] !== edit || open.has(field))
              left[field] = { ...edit, on: open.has(field) ? edit.on : fresh.revision };
          }
          took(fresh);
          put(left);
          setState({ kind: 'saved', at: Date.now() });
        } catch (thrown) {
          const problem = Problem.of(thrown);
          if (problem.code === 'step-changed') {
            took(await readStep(registration.id, known.key));
            continue;
          }
          setState(
            problem.code === 'offline' || problem.status >= 500 ? { kind: 'waiting' } : { kind: 'failed', problem },
          );
          return;
        }
      }
      setState({ kind: 'waiting' });
    } catch {
      setState({ kind: 'waiting' });
    } finally {
      busy.current = false;
    }
  }, [put, registration.id, took]);

  useEffect(() => {
    if (state.kind !== 'waiting') return;
    const timer = setInterval(() => void save(), AGAIN_AFTER);
    const back = () => void save();
    window.addEventListener('online', back);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', back);
    };
  }, [state.kind, save]);

  // What an earlier visit could not send.
  useEffect(() => {
    if (Object.keys(current.current.edits).length > 0) void save();
  }, [save]);

  const conflicts = conflictsOf(step, edits);
  return {
    value: (field) => {
      const edit = edits[field.key];
      if (edit) return edit.value;
      const kept = step.form[field.key] as Value;
      return kept ?? (field.offer === 'redirectUri' ? (step.offers[field.key] as Value) : undefined);
    },
    change: (field, value) => {
      const typed = current.current.edits;
      const on = typed[field.key]?.on ?? current.current.step.revision;
      const next = { ...typed, [field.key]: { value, on } };
      put(
        same(value, step.form[field.key] as Value) ? without(next, field.key) : withOffers(next, current.current.step),
      );
    },
    save: () => void save(),
    state,
    conflicts,
    keepMine: (field) => {
      const edit = current.current.edits[field];
      if (edit) put({ ...current.current.edits, [field]: { ...edit, on: current.current.step.revision } });
      void save();
    },
    takeTheirs: (field) => {
      put(without(current.current.edits, field));
    },
    unsent: () => Object.fromEntries(Object.entries(edits).map(([field, edit]) => [field, edit.value ?? null])),
    dirty: Object.keys(edits).length > 0,
    sent: (fresh) => {
      put({});
      took(fresh);
      setState({ kind: 'idle' });
    },
  };
}

function without(edits: Edits, field: string): Edits {
  const { [field]: gone, ...rest } = edits;
  return rest;
}

/** Our own redirect address stands in the form from the start, so it goes with the first draft. */
function withOffers(edits: Edits, step: Step): Edits {
  const more: Record<string, Edits[string]> = {};
  for (const field of step.fields) {
    const offer = step.offers[field.key] as Value;
    if (field.offer === 'redirectUri' && offer && !edits[field.key] && step.form[field.key] === undefined) {
      more[field.key] = { value: offer, on: step.revision };
    }
  }
  return { ...more, ...edits };
}

function conflictsOf(step: Step, edits: Edits): readonly Conflict[] {
  const found: Conflict[] = [];
  for (const [field, edit] of Object.entries(edits)) {
    const touch = step.touched[field];
    const theirs = step.form[field] as Value;
    if (touch && touch.revision > edit.on && !same(theirs, edit.value)) {
      found.push({ field, theirs, by: touch.by, at: touch.at });
    }
  }
  return found;
}
