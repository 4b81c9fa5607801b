import { useCallback, useEffect, useState } from 'react';

/** The questions before the EHR, in order. */
export type Stage = 'find' | 'who' | 'review';

/** The question shown now. Going on adds to the tab's history, so the browser's Back goes to the question before. */
export function useStage(first: Stage): [Stage, (next: Stage) => void] {
  const [stage, setStage] = useState(first);

  useEffect(() => {
    window.history.replaceState({ stage: first }, '');
    const moved = (event: PopStateEvent) => setStage(stageIn(event.state) ?? first);
    window.addEventListener('popstate', moved);
    return () => window.removeEventListener('popstate', moved);
  }, [first]);

  const go = useCallback((next: Stage) => {
    window.history.pushState({ stage: next }, '');
    setStage(next);
  }, []);
  return [stage, go];
}

function stageIn(state: unknown): Stage | null {
  const stage = typeof state === 'object' && state && 'stage' in state ? state.stage : null;
  return stage === 'find' || stage === 'who' || stage === 'review' ? stage : null;
}
