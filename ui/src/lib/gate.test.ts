import { afterEach, describe, expect, it, vi } from 'vitest';
import { setGate, takenAway } from './gate';
import { Problem } from './problem';
import { sessionState } from './session-state';

const over = Problem.fromBody({ code: 'session-over' });

describe('A request that met the end of its session', () => {
  afterEach(() => sessionState.setCsrfToken(null));

  it('is repeated without a question if the session got another cookie meanwhile', async () => {
    const signInAgain = vi.fn(async () => true);
    const away = setGate({ prove: signInAgain, signInAgain });
    sessionState.setCsrfToken('after the proof');

    expect(await takenAway(over, 'before it')).toBe(true);
    expect(signInAgain).not.toHaveBeenCalled();
    away();
  });

  it('asks the person once, however many requests met it', async () => {
    let answer: (done: boolean) => void = () => undefined;
    const signInAgain = vi.fn(() => new Promise<boolean>((resolve) => (answer = resolve)));
    const away = setGate({ prove: async () => false, signInAgain });
    sessionState.setCsrfToken('the one that ended');

    const both = Promise.all([takenAway(over, 'the one that ended'), takenAway(over, 'the one that ended')]);
    answer(true);
    expect(await both).toEqual([true, true]);
    expect(signInAgain).toHaveBeenCalledTimes(1);
    away();
  });

  it('stays refused where nobody can be asked', async () => {
    sessionState.setCsrfToken('the one that ended');
    expect(await takenAway(over, 'the one that ended')).toBe(false);
    expect(await takenAway(Problem.fromBody({ code: 'missing-permission' }), 'another')).toBe(false);
  });
});
