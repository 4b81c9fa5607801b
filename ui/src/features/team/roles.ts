import type { Schema } from '../../api/gateway';

export type Role = Schema<'Role'>;

/** From the strongest to the weakest. */
export const ROLES: readonly { readonly value: Role; readonly label: string; readonly what: string }[] = [
  { value: 'owner', label: 'Owner', what: 'Everything, other owners included.' },
  { value: 'admin', label: 'Admin', what: 'Everything but owners, tenants, and taking tokens out.' },
  { value: 'operator', label: 'Operator', what: 'The daily work: registrations, practices, connections. No secrets.' },
  { value: 'auditor', label: 'Auditor', what: 'Sees all that is set and was done. Changes nothing.' },
  { value: 'viewer', label: 'Viewer', what: 'Sees how connections and registrations stand.' },
];

export const roleText = (role: string | null | undefined) =>
  ROLES.find((each) => each.value === role)?.label ?? 'No role';

/** Whether somebody with this role may give and take the other. */
export const governs = (own: string | null | undefined, other: string | null | undefined) =>
  own === 'owner' || (own === 'admin' && other !== 'owner');
