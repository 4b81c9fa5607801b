import type { Practice } from '../../api/connect';
import { practicesAnswer } from '../../api/connect';

// Kept in this tab only: a shared computer must not show the next person who was here.

const PRACTICE = 'gatehouse.practice.';
const PAGE = 'gatehouse.page';

export function rememberPractice(ehr: string, practice: Practice): void {
  keep(PRACTICE + ehr, JSON.stringify({ total: 1, items: [practice] }));
}

export function recentPractice(ehr: string): Practice | null {
  try {
    const kept: unknown = JSON.parse(stored(PRACTICE + ehr) ?? 'null');
    const read = practicesAnswer.safeParse(kept);
    return read.success ? (read.data.items[0] ?? null) : null;
  } catch {
    return null;
  }
}

/** So that "Start again" leads back after an EHR sent the person to an address without the link. */
export function rememberPage(path: string): void {
  keep(PAGE, path);
}

export function recentPage(): string | null {
  const path = stored(PAGE);
  return path && /^\/connect\/[^/]+$/.test(path) ? path : null;
}

function keep(key: string, value: string): void {
  try {
    window.sessionStorage.setItem(key, value);
  } catch {
    // storage is refused in some frames; nothing is remembered then
  }
}

function stored(key: string): string | null {
  try {
    return window.sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
