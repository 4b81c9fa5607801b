import type { Permission } from './requests';

export interface Preset {
  readonly value: string;
  readonly label: string;
  readonly help: string;
  readonly permissions: readonly Permission[];
}

/** The least that each kind of program needs. */
export const presets: readonly Preset[] = [
  {
    value: 'read',
    label: 'Read FHIR',
    help: 'A backend that reads records of connected practices.',
    permissions: ['connections', 'proxy:read'],
  },
  {
    value: 'backend',
    label: 'Connect and read',
    help: 'A backend that makes connect links, follows connections, and reads.',
    permissions: ['connect', 'connections', 'proxy:read'],
  },
  {
    value: 'write',
    label: 'Connect, read and write',
    help: 'The same, and it writes records where the practice allowed it.',
    permissions: ['connect', 'connections', 'proxy:read', 'proxy:write'],
  },
  {
    value: 'watch',
    label: 'Watch',
    help: 'A monitor that sees connections and the audit, and no patient data.',
    permissions: ['connections', 'audit'],
  },
  { value: 'own', label: 'Choose one by one', help: 'Any permissions you have yourself.', permissions: [] },
];

/** Every permission in words. */
export const permissionWords: Record<Permission, string> = {
  registrations: 'Sign-ups with EHR vendors',
  credentials: 'Applications and their credentials',
  'credentials:reveal': 'See client secrets',
  directory: 'Practices and imports of lists',
  connect: 'Make connect links',
  connections: 'Connections and their states',
  'proxy:read': 'Read FHIR',
  'proxy:write': 'Write FHIR',
  'token:export': 'Take access tokens out',
  webhooks: 'Webhooks',
  audit: 'The audit',
  keys: 'API keys and people',
  tenants: 'Tenants',
};

export const ENDS = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never' },
];

/** An ISO time that many days from now; null for never. */
export function endOf(choice: string, now: number): string | null {
  return choice === 'never' ? null : new Date(now + Number(choice) * 86_400_000).toISOString();
}

export const OVERLAPS = [
  { value: '0', label: 'No time: the old key ends now' },
  { value: '24', label: '24 hours' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
];
