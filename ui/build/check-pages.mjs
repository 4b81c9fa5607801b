// What the gateway's content security policy and its page templates rely on, checked on the built files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the gateway writes into each page, by file. */
const PLACES = {
  'connect.html': '<!--gatehouse:failure-->',
  'connect-ui.html': '<!--gatehouse:embedding-->',
  'console.html': null,
};

/** One line for each thing in the built pages that the gateway could not serve. Empty when all is well. */
export function pageProblems(folder) {
  return Object.entries(PLACES).flatMap(([name, place]) =>
    problemsOf(name, readFileSync(join(folder, name), 'utf8'), place),
  );
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
