import { createContext, type ReactNode, useContext } from 'react';
import type { Session } from '../api/session';

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Who is signed in. Only below the shell. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('This is drawn outside the signed-in part of the console.');
  return session;
}

const WHO: Record<string, string> = {
  'credentials:reveal': 'Owners and Admins',
  'token:export': 'Owners',
  tenants: 'Owners',
  keys: 'Owners and Admins',
  credentials: 'Owners and Admins',
  'proxy:read': 'Owners and Admins',
  'proxy:write': 'Owners and Admins',
  audit: 'Owners, Admins, Operators and Auditors',
};

/** Whether the person may, and what to tell them if not. */
export interface May {
  readonly may: boolean;
  /** A sentence; empty if they may. */
  readonly why: string;
}

/** Whether the signed-in person may see (or change) what a permission of the API covers, in the tenant they work in. */
export function useMay(permission: string, kind: 'see' | 'change' = 'change'): May {
  const { permissions, tenant, owners = [] } = useSession();
  const may = permissions ? permissions[kind].includes(permission) : true;
  if (may) return { may, why: '' };
  const own = tenant?.role ? `Your role, ${capital(tenant.role)}, cannot ` : 'You cannot ';
  const who = WHO[permission] ?? (kind === 'see' ? 'Owners and Admins' : 'Owners, Admins and Operators');
  const ask = owners.length > 0 ? ` Ask ${owners.join(' or ')}.` : '';
  return { may, why: `${own}${kind === 'see' ? 'see' : 'do'} this. ${who} can.${ask}` };
}

/** "Your role, Viewer, cannot see this. Ask Dana Ortiz." as far as it is known who is signed in, and who could help. */
export function useForbidden(): string {
  const session = useContext(SessionContext);
  const role = session?.tenant?.role;
  const owners = session?.owners ?? [];
  const whom = owners.length > 0 ? owners.join(' or ') : 'an Owner of this tenant';
  return `${role ? `Your role, ${capital(role)},` : 'Your role'} cannot see this. Ask ${whom}.`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
