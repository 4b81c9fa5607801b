import type { Problem } from './problem';

/** What a person may be asked for in the middle of their work. Each answers whether they did it. */
export interface Gate {
  /** To show the password again, before an act that a browser left open must not be enough for. */
  prove(): Promise<boolean>;
  /** To sign in again, after the session ended. */
  signInAgain(): Promise<boolean>;
}

let gate: Gate | null = null;
let asking: Promise<boolean> | null = null;

/** The dialogs that stand for the gate; taken away again by the answer. */
export function setGate(to: Gate): () => void {
  gate = to;
  return () => {
    if (gate === to) gate = null;
  };
}

/** Whether the person took away what stood in the way, so that the same request may be sent again. */
export async function takenAway(problem: Problem): Promise<boolean> {
  if (!gate || (problem.code !== 'proof-needed' && problem.code !== 'session-over')) return false;
  const { prove, signInAgain } = gate;
  // Requests that meet the same gate side by side wait for one dialog.
  asking ??= (problem.code === 'proof-needed' ? prove() : signInAgain()).finally(() => {
    asking = null;
  });
  return asking;
}

/**
 * Waits while somebody is being asked, and answers whether anybody was. A proof gives the session another cookie, so what was
 * under way with the one before is told that the session is over.
 */
export async function afterAsking(): Promise<boolean> {
  if (!asking) return false;
  await asking.catch(() => false);
  return true;
}
