// A gateway for people who work on the pages: the connect page's API with invented practices, and an EHR that asks
// "Allow?". Serves target/ui-dist under the real content security policy. Listens on this machine only.
//
//   npm run mock            then open http://127.0.0.1:8099/
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { practices, search } from './practices.mjs';
import { scenarios } from './scenarios.mjs';

const DIST = new URL('../target/ui-dist/', import.meta.url).pathname;
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
].join('; ');
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

const sessions = new Map();

function sessionOf(token) {
  const make = scenarios[token.split('.')[0]];
  if (!make) return null;
  if (!sessions.has(token)) sessions.set(token, make({ practices }));
  return sessions.get(token);
}

const html = (response, status, body, headers = {}) =>
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', ...headers }).end(body);
const json = (response, status, body) =>
  response
    .writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' })
    .end(JSON.stringify(body));
const problem = (response, status, code, detail = null) =>
  json(response, status, {
    type: `about:${code}`,
    title: code,
    status,
    detail,
    code,
    requestId: 'req_7Hc2mQ',
    errors: [],
  });

function page(response, failure) {
  const file = readFileSync(join(DIST, 'connect.html'), 'utf8');
  const meta = failure ? `<meta name="gatehouse-failure" content="${failure}" data-reference="req_7Hc2mQ">` : '';
  html(response, failure ? 400 : 200, file.replace('<!--gatehouse:failure-->', meta), {
    'Content-Security-Policy': CSP,
  });
}

function file(response, path) {
  const place = join(DIST, normalize(path));
  if (!place.startsWith(DIST) || !existsSync(place)) return response.writeHead(404).end();
  response.writeHead(200, { 'Content-Type': TYPES[extname(place)] ?? 'text/html' }).end(readFileSync(place));
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString() || '{}');
}

async function api(request, response, session, token, what, query) {
  if (session.problem) return problem(response, ...session.problem);
  if (what === 'session') return json(response, 200, session);
  if (what === 'practices') {
    const found = search(query.get('q') ?? '', Number(query.get('limit') ?? 6));
    return json(response, 200, session.searchBy.includes('npi') ? found : withoutNpi(found));
  }
  if (what === 'test-read') return json(response, 200, { ok: true, milliseconds: 212 });
  const { renew } = await bodyOf(request);
  if (session.onAuthorize && !renew) return problem(response, ...session.onAuthorize);
  Object.assign(session, { state: 'open', result: null });
  const address = `http://${request.headers.host}/ehr?token=${encodeURIComponent(token)}`;
  json(response, 200, { url: address });
}

const withoutNpi = ({ total, items }) => ({ total, items: items.map(({ npi, ...rest }) => rest) });

function ehr(response, token) {
  const to = (end) => `/ehr/${end}?token=${encodeURIComponent(token)}`;
  html(
    response,
    200,
    `<!doctype html><html lang="en"><title>Mock EHR</title><h1>Mock EHR</h1>
<p><a href="${to('allow')}">Allow</a> <a href="${to('deny')}">Deny</a></p></html>`,
  );
}

function decide(response, token, allowed) {
  const session = sessionOf(token);
  const result = allowed ? scenarios.connected({ practices }).result : scenarios.denied({ practices }).result;
  Object.assign(session, { state: result.status, result });
  response.writeHead(303, { Location: `/connect/${token}` }).end();
}

function index(response) {
  const links = Object.keys(scenarios).map(
    (name) => `<li><a href="/connect/${name}">${name}</a> · <a href="/host?token=${name}">in a frame</a></li>`,
  );
  html(
    response,
    200,
    `<!doctype html><html lang="en"><title>Connect page</title><h1>Connect page</h1><ul>${links.join('')}</ul>
<p>Add .2, .3 … to a name for a fresh session.</p></html>`,
  );
}

const host = (response, token) =>
  html(
    response,
    200,
    `<!doctype html><html lang="en"><title>An app</title><h1>An app</h1>
<iframe title="Connect" src="/connect/${token}" style="width:420px;height:700px;border:1px solid"></iframe><pre></pre>
<script>addEventListener('message', (e) => { document.querySelector('pre').textContent += JSON.stringify(e.data) + '\\n';
if (e.data.type === 'resized') document.querySelector('iframe').style.height = e.data.height + 'px'; })</script></html>`,
  );

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
  const [, area, token = '', what] = pathname.split('/').map(decodeURIComponent);
  if (area === 'ui') return file(response, pathname.slice('/ui/'.length));
  if (area === 'host') return host(response, searchParams.get('token'));
  if (area === 'callback') return page(response, searchParams.get('failure'));
  if (area === 'ehr' && token === '') return ehr(response, searchParams.get('token'));
  if (area === 'ehr') return decide(response, searchParams.get('token'), token === 'allow');
  if (area !== 'connect') return index(response);
  const session = sessionOf(token);
  if (what)
    return session
      ? api(request, response, session, token, what, searchParams)
      : problem(response, 404, 'connect-session-unknown');
  page(response, session ? (session.problem?.[1] ?? null) : 'connect-session-unknown');
});

const port = Number(process.env.PORT ?? 8099);
server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
