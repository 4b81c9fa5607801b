import type { Problem } from './problem';
import { sessionState } from './session-state';

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

/**
 * Whether what stood in the way is gone, so that the same request may be sent again. A sign-in and a proof give the session
 * another cookie: what was sent with the one before is only repeated, nobody is asked.
 *
 * @param sentWith the session's token when the request was sent
 */
export async function takenAway(problem: Problem, sentWith: string | null): Promise<boolean> {
  const ended = problem.code === 'session-over' || problem.code === 'csrf-token-wrong';
  if (ended && !asking && sentWith !== null && sessionState.csrfToken() !== sentWith) return true;
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
