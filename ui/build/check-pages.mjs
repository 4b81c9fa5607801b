// What the gateway's content security policy and its page templates rely on, checked on the built files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FAILURE_PLACE = '<!--gatehouse:failure-->';

/** One line for each thing in the built pages that the gateway could not serve. Empty when all is well. */
export function pageProblems(folder) {
  const page = readFileSync(join(folder, 'connect.html'), 'utf8');
  const head = page.slice(0, page.indexOf('</head>'));
  const problems = [];
  if (head.split(FAILURE_PLACE).length !== 2) problems.push(`connect.html: needs ${FAILURE_PLACE} once, in its head`);
  if (/<style|\sstyle=/.test(page)) problems.push('connect.html: has an inline style, which the policy refuses');
  if (/<script(?![^>]*\ssrc=)/.test(page))
    problems.push('connect.html: has an inline script, which the policy refuses');
  for (const [, address] of page.matchAll(/(?:src|href)="([^"]*)"/g)) {
    if (!address.startsWith('/ui/')) problems.push(`connect.html: ${address} would not be found below /connect/`);
  }
  return problems;
}
