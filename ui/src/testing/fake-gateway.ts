import { vi } from 'vitest';
import type { ConnectSession, Practice } from '../api/connect';

type SessionBody = Partial<Record<keyof ConnectSession, unknown>> & Pick<ConnectSession, 'state'>;
type Answer = { readonly status: number; readonly body: unknown };

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export const oakHill = aPractice('oak', 'Oak Hill Pediatrics', { line: '210 Cedar Ave', postalCode: '78701' });

export function aPractice(id: string, name: string, more: Partial<Practice> = {}): Practice {
  return {
    id,
    name,
    line: null,
    city: 'Austin',
    state: 'TX',
    postalCode: null,
    npi: '1664980935',
    endpoints: [
      { id: `${id}-staff`, kind: 'provider_system' },
      { id: `${id}-patient`, kind: 'patient' },
    ],
    ...more,
  };
}

/** An open session for practice staff, as the gateway would send it. */
export const openSession: SessionBody = {
  state: 'open',
  application: { name: 'Northwind', publisher: 'Northwind Health', type: 'provider' },
  ehr: { key: 'practice-fusion', name: 'Practice Fusion' },
  searchBy: ['name', 'city', 'npi'],
  directoryDate: '2026-11-02',
  allowedKinds: ['provider_system'],
  practice: null,
  practiceFixed: false,
  endpointId: null,
  scopes: ['openid', 'user/Patient.rs', 'offline_access'],
  returnUrl: 'https://app.northwind.example/done',
  origin: 'https://app.northwind.example',
  origins: ['https://app.northwind.example'],
  supportEmail: null,
  expiresAt: '2026-11-23T12:00:00Z',
  result: null,
};

export const connectedResult = {
  status: 'connected',
  connectionId: 'con_1',
  practiceName: 'Oak Hill Pediatrics',
  kind: 'provider_system',
  grantedScopes: ['user/Patient.rs', 'offline_access'],
  missingScopes: [],
  refreshable: true,
  connectedAt: '2026-11-23T10:42:00Z',
};

export const failedResult = (code: string, more = {}) => ({
  status: 'failed',
  code,
  reference: 'req_42',
  canRetry: true,
  ...more,
});

/** The gateway as the connect page sees it: answers each request by hand, and remembers what was asked. */
export class FakeGateway {
  readonly asked: Asked[] = [];
  session: SessionBody = openSession;
  practices: readonly Practice[] = [];
  total: number | null = null;
  private readonly broken = new Map<string, Answer>();

  constructor() {
    vi.stubGlobal('fetch', (path: string, request: RequestInit) => this.answer(path, request));
  }

  /** Every request for this ends in a problem, until it is repaired. */
  breaks(what: string, status: number, code: string, detail: string | null = null): void {
    this.broken.set(what, { status, body: { title: code, status, code, detail, requestId: 'req_9' } });
  }

  repair(what: string): void {
    this.broken.delete(what);
  }

  requests(what: string): readonly Asked[] {
    return this.asked.filter(({ path }) => path.endsWith(`/${what}`));
  }

  private async answer(address: string, request: RequestInit): Promise<Response> {
    const url = new URL(address, 'https://gateway.example');
    const body: unknown = request.body ? JSON.parse(String(request.body)) : null;
    this.asked.push({ method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, body });
    const what = url.pathname.split('/').pop() ?? '';
    const { status, body: content } = this.broken.get(what) ?? this.usual(what);
    return new Response(JSON.stringify(content), { status, headers: { 'Content-Type': 'application/json' } });
  }

  private usual(what: string): Answer {
    if (what === 'session') return { status: 200, body: this.session };
    if (what === 'practices')
      return { status: 200, body: { total: this.total ?? this.practices.length, items: this.practices } };
    if (what === 'authorize') return { status: 200, body: { url: 'https://ehr.example/authorize?state=s' } };
    if (what === 'test-read') return { status: 200, body: { ok: true, milliseconds: 212.4 } };
    return { status: 404, body: { code: 'not-found' } };
  }
}
