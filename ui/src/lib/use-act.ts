import { useCallback, useState } from 'react';
import { Problem } from './problem';

/** Something a button does: whether it is being done, and why it could not be done. */
export function useAct<Input extends unknown[]>(act: (...input: Input) => Promise<unknown>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = useCallback(
    async (...input: Input): Promise<boolean> => {
      setBusy(true);
      setProblem(null);
      try {
        await act(...input);
        return true;
      } catch (thrown) {
        setProblem(Problem.of(thrown));
        return false;
      } finally {
        setBusy(false);
      }
    },
    [act],
  );
  return { run, busy, problem, clear: () => setProblem(null) };
}

/** What is wrong with one field, as a sentence of its own; undefined if nothing is. */
export function mistake(problem: Problem | null, field: string): string | undefined {
  const message = problem?.fieldErrors()[field];
  return message ? `This ${message}.` : undefined;
}
