import * as z from 'zod/mini';

// The connect page's part of the gateway's API, checked when it arrives: an old page kept in a tab and a newer gateway
// must fail with a sentence, not with a blank screen. Unknown members are ignored, absent optional ones become null.

const optional = <T extends z.ZodMiniType>(inner: T) => z.catch(z.nullable(inner), null);

const endpoint = z.object({ id: z.string(), kind: z.string() });

const practice = z.object({
  id: z.string(),
  name: z.string(),
  line: optional(z.string()),
  city: optional(z.string()),
  state: optional(z.string()),
  postalCode: optional(z.string()),
  npi: optional(z.string()),
  endpoints: z.array(endpoint),
});

const connected = z.object({
  status: z.literal('connected'),
  connectionId: z.string(),
  practiceName: z.string(),
  kind: z.string(),
  grantedScopes: z.array(z.string()),
  missingScopes: z.catch(z.array(z.string()), []),
  refreshable: z.boolean(),
  connectedAt: z.string(),
});

const failed = z.object({
  status: z.literal('failed'),
  code: z.string(),
  reference: optional(z.string()),
  canRetry: z.catch(z.boolean(), false),
  otherPractice: optional(z.string()),
});

export const sessionAnswer = z.object({
  state: z.enum(['open', 'connected', 'failed']),
  application: z.object({ name: z.string(), publisher: optional(z.string()), type: z.string() }),
  ehr: z.object({ key: z.string(), name: z.string() }),
  searchBy: z.catch(z.array(z.string()), ['name']),
  directoryDate: optional(z.string()),
  allowedKinds: z.array(z.string()),
  practice: z.nullish(practice),
  practiceFixed: z.catch(z.boolean(), false),
  endpointId: optional(z.string()),
  scopes: z.catch(z.array(z.string()), []),
  returnUrl: optional(z.string()),
  origin: optional(z.string()),
  origins: z.catch(z.array(z.string()), []),
  logo: optional(z.string()),
  accent: optional(z.string()),
  reconnect: z.catch(z.boolean(), false),
  supportEmail: optional(z.string()),
  expiresAt: optional(z.string()),
  result: z.nullish(z.discriminatedUnion('status', [connected, failed])),
});

export const practicesAnswer = z.object({ total: z.number(), items: z.array(practice) });
export const authorizeAnswer = z.object({ url: z.string() });
export const testReadAnswer = z.object({
  ok: z.boolean(),
  milliseconds: optional(z.number()),
  code: optional(z.string()),
});

export type ConnectSession = z.infer<typeof sessionAnswer>;
export type Practice = z.infer<typeof practice>;
export type Endpoint = z.infer<typeof endpoint>;
export type Practices = z.infer<typeof practicesAnswer>;
export type Connected = z.infer<typeof connected>;
export type Failed = z.infer<typeof failed>;

/** One choice of practice and access, ready to be taken to the EHR. */
export interface AuthorizeRequest {
  readonly endpointId: string;
  readonly display: 'page' | 'popup';
  readonly renew?: boolean;
}
