import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';

// Whether an ancestor is hidden is the slowest part of finding by role; the tests ask for visibility where it matters.
configure({ defaultHidden: true, asyncUtilTimeout: 5_000 });

beforeEach(() => {
  window.sessionStorage.clear();
  window.history.replaceState(null, '', '/connect/tok-1');
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});
