import { takenAway } from '../../lib/gate';
import { Problem } from '../../lib/problem';
import { sessionState } from '../../lib/session-state';

/** What came back of a test call. It lives in this page only. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
  /** Parsed, if it is JSON. */
  readonly json: unknown;
  readonly bytes: number;
  /** Milliseconds as the gateway measured them; null if it did not say. */
  readonly ehrMs: number | null;
  readonly gatewayMs: number | null;
  /** From here and back. */
  readonly totalMs: number;
}

/** Reads through a connection as the signed-in person. The gateway asks for the session's token for this too. */
export async function explore(connection: string, path: string, signal?: AbortSignal): Promise<Answer> {
  const sentWith = sessionState.csrfToken();
  const first = await once(connection, path, signal);
  if (first.status !== 401 && first.status !== 403) return first;
  // The session may be over, or the page older than it.
  const code = outcomeCode(first.json);
  if (code && (await takenAway(Problem.fromBody({ code }), sentWith))) return once(connection, path, signal);
  return first;
}

async function once(connection: string, path: string, signal?: AbortSignal): Promise<Answer> {
  const token = sessionState.csrfToken();
  const tenant = sessionState.tenant();
  const begun = performance.now();
  let response: Response;
  try {
    response = await fetch(`/fhir/${connection}${path.startsWith('?') ? '' : '/'}${path}`, {
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        Accept: 'application/fhir+json',
        ...(token && { 'X-CSRF-Token': token }),
        ...(tenant && { 'Gatehouse-Tenant': tenant }),
      },
      ...(signal && { signal }),
    });
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw Problem.offline();
  }
  const text = await response.text();
  const timing = response.headers.get('Server-Timing');
  return {
    status: response.status,
    headers: [...response.headers].map(([name, value]) => [name, value] as const),
    text,
    json: parsed(text),
    bytes: new TextEncoder().encode(text).length,
    ehrMs: duration(timing, 'ehr'),
    gatewayMs: duration(timing, 'gateway'),
    totalMs: performance.now() - begun,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Of one part of a `Server-Timing` header. */
export function duration(header: string | null, part: string): number | null {
  const found = header?.match(new RegExp(`(?:^|, *)${part};dur=([0-9.]+)`));
  return found?.[1] ? Number(found[1]) : null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function outcomeCode(json: unknown): string | null {
  if (!isObject(json) || !Array.isArray(json.issue)) return null;
  const [issue] = json.issue as { details?: { coding?: { code?: string }[] } }[];
  return issue?.details?.coding?.[0]?.code ?? null;
}

/** What the EHR or the gateway says in an OperationOutcome; null if the answer is none. */
export function outcomeText(json: unknown): string | null {
  if (!isObject(json) || json.resourceType !== 'OperationOutcome' || !Array.isArray(json.issue)) return null;
  const texts = (json.issue as { diagnostics?: string; details?: { text?: string } }[])
    .map((issue) => issue.diagnostics ?? issue.details?.text)
    .filter(Boolean);
  return texts.length > 0 ? texts.join(' ') : null;
}

const STATUS: Record<number, string> = {
  200: 'Answered',
  201: 'Created',
  304: 'Not changed',
  400: 'The request was not understood',
  401: 'The token was not taken',
  403: 'Not allowed',
  404: 'Nothing there',
  409: 'Refused as things stand',
  410: 'Deleted',
  422: 'Refused as invalid',
  429: 'Too many calls',
  502: 'The EHR could not be reached',
  503: 'The EHR is not available',
  504: 'The EHR did not answer in time',
};

export const statusText = (status: number) =>
  STATUS[status] ?? (status < 300 ? 'Answered' : status < 500 ? 'Refused' : 'Failed');

/** The path below the base that an address or reference leads to; null if it leads elsewhere. */
export function pathOf(address: string, connection: string): string | null {
  const base = `/fhir/${connection}`;
  const at = address.indexOf(base);
  const rest = at >= 0 ? address.slice(at + base.length) : '';
  // Pages of a search may hang on the base itself.
  if (rest.startsWith('?')) return rest;
  if (rest.startsWith('/')) return rest.slice(1);
  return /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}(\/_history\/[A-Za-z0-9\-.]{1,64})?$/.test(address) ? address : null;
}

/** The path of a Bundle's next page; null if it has none. */
export function nextPage(json: unknown, connection: string): string | null {
  if (!isObject(json) || !Array.isArray(json.link)) return null;
  const next = (json.link as { relation?: string; url?: string }[]).find((link) => link.relation === 'next');
  return next?.url ? pathOf(next.url, connection) : null;
}

export type Capabilities = ReadonlyMap<string, readonly string[]>;

/** Search parameters by resource type, as the practice's CapabilityStatement has them. */
export function capabilities(json: unknown): Capabilities {
  const rest = isObject(json) && Array.isArray(json.rest) ? (json.rest[0] as { resource?: unknown[] }) : undefined;
  const resources = (rest?.resource ?? []) as { type?: string; searchParam?: { name?: string }[] }[];
  return new Map(
    resources
      .filter((each) => each.type)
      .map((each) => [each.type ?? '', (each.searchParam ?? []).map((one) => one.name ?? '').filter(Boolean)]),
  );
}

/** Whole paths that may follow what was typed. */
export function completions(typed: string, known: Capabilities): readonly string[] {
  const [type = '', query] = typed.split('?', 2);
  if (query === undefined) {
    return [...known.keys(), 'metadata'].filter((each) => each.toLowerCase().startsWith(typed.toLowerCase()));
  }
  const parts = query.split('&');
  const last = parts.pop() ?? '';
  if (last.includes('=')) return [];
  const before = `${type}?${parts.map((part) => `${part}&`).join('')}`;
  return [...(known.get(type) ?? []), '_count', '_lastUpdated', '_sort']
    .filter((name) => name.toLowerCase().startsWith(last.toLowerCase()))
    .map((name) => `${before}${name}=`);
}

/** The same call for a program. The key stands outside: no secret is copied. */
export function snippets(url: string): readonly (readonly [name: string, text: string])[] {
  return [
    [
      'curl',
      `curl -H "Authorization: Bearer $GATEHOUSE_KEY" \\\n  -H 'Accept: application/fhir+json' \\\n  '${url.replaceAll("'", '%27')}'`,
    ],
    [
      'Java',
      `HttpResponse<String> answer = HttpClient.newHttpClient().send(
    HttpRequest.newBuilder(URI.create(${JSON.stringify(url)}))
        .header("Authorization", "Bearer " + System.getenv("GATEHOUSE_KEY"))
        .header("Accept", "application/fhir+json")
        .build(),
    HttpResponse.BodyHandlers.ofString());`,
    ],
    [
      'JavaScript',
      `const answer = await fetch(${JSON.stringify(url)}, {
  headers: {
    Authorization: \`Bearer \${process.env.GATEHOUSE_KEY}\`,
    Accept: 'application/fhir+json',
  },
});`,
    ],
  ];
}
