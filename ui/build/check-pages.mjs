// What the gateway's content security policy and its page templates rely on, checked on the built files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What the gateway writes into each page, by file. */
const PLACES = {
  'connect.html': '<!--gatehouse:failure-->',
  'connect-ui.html': '<!--gatehouse:embedding-->',
  'console.html': null,
};

/** How much packed JavaScript a page may load before it shows something, in KB of 1024 bytes. */
const MOST_KB = { 'connect.html': 150, 'connect-ui.html': 150, 'console.html': 220 };
/** Of the script that customers put into their own pages. */
const MOST_SNIPPET_KB = 5;

/** One line for each thing in the built pages that the gateway could not serve. Empty when all is well. */
export function pageProblems(folder) {
  const wrong = Object.entries(PLACES).flatMap(([name, place]) =>
    problemsOf(name, readFileSync(join(folder, name), 'utf8'), place),
  );
  const heavy = pageSizes(folder).filter(({ kilobytes, most }) => kilobytes > most);
  return [
    ...wrong,
    ...heavy.map(({ name, kilobytes, most }) => `${name}: loads ${kilobytes} KB of packed scripts, ${most} at most`),
  ];
}

/** What each page loads at once: its scripts, and what those import without waiting for a click. */
export function pageSizes(folder) {
  const snippet = 'gatehouse-connect.js';
  return [
    ...Object.entries(MOST_KB).map(([name, most]) => ({ name, most, kilobytes: firstLoad(folder, name) })),
    { name: snippet, most: MOST_SNIPPET_KB, kilobytes: packed(folder, [snippet]) },
  ];
}

function firstLoad(folder, name) {
  const page = readFileSync(join(folder, name), 'utf8');
  const files = new Set();
  const open = [...page.matchAll(/(?:src|href)="\/ui\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file);
  for (let file = open.pop(); file; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    const script = readFileSync(join(folder, file), 'utf8');
    for (const [, other] of script.matchAll(
      /(?:^|[;}\s])(?:import|export)(?:[^"'()]*?from)?\s*["']\.\/([^"']+\.js)["']/g,
    )) {
      open.push(`assets/${other}`);
    }
  }
  return packed(folder, [...files]);
}

function packed(folder, files) {
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length, 0);
  return Math.round((bytes / 1024) * 10) / 10;
}

function problemsOf(name, page, place) {
  const head = page.slice(0, page.indexOf('</head>'));
  const problems = [];
  if (place && head.split(place).length !== 2) problems.push(`${name}: needs ${place} once, in its head`);
  if (/<style|\sstyle=/.test(page)) problems.push(`${name}: has an inline style, which the policy refuses`);
  if (/<script(?![^>]*\ssrc=)/.test(page)) problems.push(`${name}: has an inline script, which the policy refuses`);
  for (const [, address] of page.matchAll(/(?:src|href)="([^"]*)"/g)) {
    if (!address.startsWith('/ui/')) problems.push(`${name}: ${address} would not be found where it is served`);
  }
  return problems;
}
