const ALONE_AFTER_MS = 60_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

let seenAt = Date.now();

for (const sign of SIGNS) {
  globalThis.addEventListener?.(
    sign,
    () => {
      seenAt = Date.now();
    },
    { capture: true, passive: true },
  );
}

/**
 * Whether nobody has touched the page for a minute. What it then asks by itself is marked so, and does not keep the session
 * alive: a screen that was left alone must end by itself.
 */
export const isUnattended = (now = Date.now()) => now - seenAt > ALONE_AFTER_MS;

/** The header that marks a reading request of a page that was left alone. */
export const UNATTENDED = 'Gatehouse-Unattended';
