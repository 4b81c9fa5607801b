import type { Ehr } from './requests';

export type AppType = 'patient' | 'provider' | 'system';
export type Dialect = 'v1' | 'v2';
export type Act = 'read' | 'search';

const PREFIX: Record<AppType, string> = { patient: 'patient', provider: 'user', system: 'system' };

/** Where a profile names none: what US Core 6.1 has. */
const USUAL = [
  'AllergyIntolerance',
  'CarePlan',
  'CareTeam',
  'Condition',
  'Coverage',
  'Device',
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'Goal',
  'Immunization',
  'Location',
  'MedicationRequest',
  'Observation',
  'Organization',
  'Patient',
  'Practitioner',
  'Procedure',
  'Provenance',
  'RelatedPerson',
  'ServiceRequest',
  'Specimen',
];

export const isAppType = (text: unknown): text is AppType =>
  text === 'patient' || text === 'provider' || text === 'system';

export const prefixOf = (type: AppType) => PREFIX[type];

export const resourceTypes = (ehr: Ehr): readonly string[] => {
  const named = ehr.scopes.resourceTypes;
  return named && named.length > 0 ? named : USUAL;
};

/** Which spelling the scopes of the grid get: the one in use, else the type's, else the EHR's first. */
export function dialectOf(ehr: Ehr, type: AppType, scopes: readonly string[]): Dialect {
  const used = scopes.map(parsed).find((each) => each !== null);
  if (used) return used.dialect;
  const named = ehr.applicationTypes[type]?.dialect ?? ehr.scopes.dialects?.[0];
  return named === 'v1' ? 'v1' : 'v2';
}

interface OfResource {
  readonly prefix: string;
  readonly resource: string;
  readonly acts: string;
  readonly dialect: Dialect;
}

/** A scope the grid can show; null for every other one. */
export function parsed(scope: string): OfResource | null {
  const match = /^(patient|user|system)\/([A-Za-z*]+)\.(read|rs|r|s)$/.exec(scope);
  if (!match) return null;
  const [, prefix = '', resource = '', acts = ''] = match;
  return { prefix, resource, acts, dialect: acts === 'read' ? 'v1' : 'v2' };
}

export function has(scopes: readonly string[], resource: string, act: Act): boolean {
  return scopes.some((scope) => {
    const read = parsed(scope);
    if (read?.resource !== resource) return false;
    return read.dialect === 'v1' || read.acts.includes(act === 'read' ? 'r' : 's');
  });
}

/** The scopes after a box of the grid was ticked or cleared. In the older spelling both boxes are one. */
export function ticked(
  scopes: readonly string[],
  type: AppType,
  dialect: Dialect,
  resource: string,
  act: Act,
  on: boolean,
): readonly string[] {
  const read = act === 'read' ? on : dialect === 'v2' && has(scopes, resource, 'read');
  const search = act === 'search' ? on : dialect === 'v2' && has(scopes, resource, 'search');
  const rest = scopes.filter((scope) => parsed(scope)?.resource !== resource);
  if (!read && !search) return rest;
  const acts = dialect === 'v1' ? 'read' : `${read ? 'r' : ''}${search ? 's' : ''}`;
  return [...rest, `${PREFIX[type]}/${resource}.${acts}`];
}

const WORDS_OF_USERS = ['openid', 'fhirUser', 'profile', 'offline_access', 'online_access', 'launch', 'launch/patient'];

/** The scopes for another type of app: its own first ones where nothing was changed, else the same ones with its prefix. */
export function forType(scopes: readonly string[], from: AppType | null, to: AppType, ehr: Ehr): readonly string[] {
  const first = ehr.applicationTypes[to]?.scopes ?? [];
  const before = from ? (ehr.applicationTypes[from]?.scopes ?? []) : [];
  if (scopes.length === 0 || sameSet(scopes, before)) return first;
  const dialect = ehr.applicationTypes[to]?.dialect;
  const moved = scopes
    .filter((scope) => to !== 'system' || !WORDS_OF_USERS.includes(scope))
    .map((scope) => {
      const read = parsed(scope);
      if (!read) return scope;
      const acts = dialect === 'v1' ? 'read' : dialect === 'v2' && read.dialect === 'v1' ? 'rs' : read.acts;
      return `${PREFIX[to]}/${read.resource}.${acts}`;
    });
  return [...new Set(moved)];
}

const sameSet = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((each) => other.includes(each));

export interface Word {
  readonly scope: string;
  readonly words: string;
}

/** Scopes that are no resource, as boxes of their own. */
export function wordsFor(type: AppType): readonly Word[] {
  if (type === 'system') return [];
  return [
    { scope: 'openid', words: 'Who signs in (openid)' },
    { scope: 'fhirUser', words: 'Their record in the EHR (fhirUser)' },
    { scope: 'offline_access', words: 'Stay connected (offline_access)' },
    type === 'patient'
      ? { scope: 'launch/patient', words: 'Choose the patient (launch/patient)' }
      : { scope: 'launch', words: 'Open from within the EHR (launch)' },
  ];
}

/** What neither the grid nor a box of its own shows. */
export function others(scopes: readonly string[], type: AppType, resources: readonly string[]): readonly string[] {
  const boxes = wordsFor(type).map((each) => each.scope);
  return scopes.filter((scope) => {
    const read = parsed(scope);
    const inGrid =
      read !== null && read.prefix === PREFIX[type] && (read.resource === '*' || resources.includes(read.resource));
    return !inGrid && !boxes.includes(scope);
  });
}
