let screen = '';
let waiting = 0;

function show() {
  if (screen) document.title = tabTitle(screen, waiting);
}

/** "(3) Overview · Gatehouse": what the tab is called while three things need somebody. */
export const tabTitle = (title: string, attention: number) =>
  `${attention > 0 ? `(${attention > 99 ? '99+' : attention}) ` : ''}${title} · Gatehouse`;

/** Names the tab after the screen that is shown. */
export function nameTab(title: string) {
  screen = title;
  show();
}

/** Tells in the tab how many things need somebody; it stays when another screen is opened. */
export function badgeTab(attention: number) {
  waiting = attention;
  show();
}
