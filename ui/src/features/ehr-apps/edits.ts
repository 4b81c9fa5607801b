import * as z from 'zod/mini';
import type { Value } from './requests';

/** One value that was typed and not sent, and the revision of the step it was typed on. */
export interface Edit {
  readonly value: Value;
  readonly on: number;
}

export type Edits = Readonly<Record<string, Edit>>;

const kept = z.record(
  z.string(),
  z.object({ value: z.union([z.string(), z.array(z.string()), z.boolean(), z.null()]), on: z.number() }),
);

const key = (place: string) => `gatehouse.draft.${place}`;

/** What could not be sent before this page was left or loaded again, in this tab. */
export function readUnsent(place: string): Edits {
  try {
    const read = kept.safeParse(JSON.parse(sessionStorage.getItem(key(place)) ?? '{}'));
    return read.success ? read.data : {};
  } catch {
    return {};
  }
}

/** Keeps it for this tab; secrets are never written down. */
export function keepUnsent(place: string, edits: Edits, secrets: readonly string[]) {
  const open = Object.entries(edits).filter(([field]) => !secrets.includes(field));
  try {
    if (open.length === 0) sessionStorage.removeItem(key(place));
    else {
      const plain = open.map(([field, edit]) => [field, { ...edit, value: edit.value ?? null }]);
      sessionStorage.setItem(key(place), JSON.stringify(Object.fromEntries(plain)));
    }
  } catch {
    // A browser without room: the edits stay in this page.
  }
}

/** Whether two values are the same for the gateway: an empty text is none. */
export function same(one: Value, other: Value): boolean {
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

function plain(value: Value) {
  if (value === '' || value === undefined || value === null || (Array.isArray(value) && value.length === 0))
    return null;
  return value;
}
