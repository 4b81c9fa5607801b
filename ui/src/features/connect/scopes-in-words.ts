import type { Names } from './texts';
import { joined, texts } from './texts';

/** One thing an app asks for: a short heading, what it covers, and a limit or remark. */
export interface ScopeLine {
  readonly icon: 'read' | 'change' | 'identity' | 'offline';
  readonly title: string;
  readonly things: readonly string[];
  readonly remark: string | null;
}

type Letter = 'c' | 'r' | 'u' | 'd' | 's';
type Level = 'patient' | 'user' | 'system';

interface ResourceScope {
  readonly level: Level;
  readonly thing: string;
  readonly letters: ReadonlySet<Letter>;
}

/** In the order people think of a record, not in the order of the standard. */
const groups: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['patient details', ['Patient', 'RelatedPerson', 'Person']],
  ['health problems', ['Condition']],
  ['allergies', ['AllergyIntolerance']],
  [
    'medications',
    ['Medication', 'MedicationRequest', 'MedicationDispense', 'MedicationStatement', 'MedicationAdministration'],
  ],
  ['vaccinations', ['Immunization']],
  ['test results and vital signs', ['Observation', 'DiagnosticReport', 'Specimen', 'Media', 'ImagingStudy']],
  ['visits and appointments', ['Encounter', 'EpisodeOfCare', 'Appointment', 'Schedule', 'Slot']],
  ['procedures and orders', ['Procedure', 'ServiceRequest', 'Task', 'NutritionOrder', 'DeviceRequest']],
  ['care plans and goals', ['CarePlan', 'CareTeam', 'Goal']],
  ['documents', ['DocumentReference', 'Binary', 'Composition', 'QuestionnaireResponse', 'Consent']],
  ['devices and implants', ['Device', 'DeviceUseStatement']],
  ['insurance and bills', ['Coverage', 'Claim', 'ExplanationOfBenefit', 'Account', 'Invoice']],
  ['family history', ['FamilyMemberHistory']],
  ['messages', ['Communication', 'CommunicationRequest']],
  ['groups of patients', ['Group']],
  [
    'staff and places of the practice',
    ['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService', 'Endpoint'],
  ],
  ['where entries come from', ['Provenance', 'AuditEvent']],
];

const groupOf = new Map(groups.flatMap(([words, types]) => types.map((type) => [type, words] as const)));
const orderOf = new Map(groups.map(([words], at) => [words, at] as const));

/** US Core's categories, the ones EHRs use to narrow a scope such as `patient/Observation.rs?category=…|laboratory`. */
const categories: Record<string, string> = {
  laboratory: 'lab results',
  'vital-signs': 'vital signs',
  'social-history': 'social history',
  survey: 'questionnaires',
  sdoh: 'living conditions',
  'encounter-diagnosis': 'diagnoses of visits',
  'problem-list-item': 'the problem list',
  'health-concern': 'health concerns',
  'clinical-note': 'clinical notes',
};

/**
 * What scopes mean to a person, in few lines. Reads SMART 1 (`user/Patient.read`), SMART 2 (`user/Patient.rs?…`) and
 * the identity, launch and refresh scopes (SMART App Launch 2.2, "Scopes and Launch Context"). Scopes it cannot read
 * are left out: they are the EHR's to explain on its own page.
 */
export function scopesInWords(scopes: readonly string[], names: Names): readonly ScopeLine[] {
  const resources = scopes.flatMap(resourceScope);
  const lines = [...readLine(resources), ...changeLine(resources), ...otherLines(new Set(scopes), names)];
  return lines.length > 0 ? lines : [{ icon: 'identity', title: texts.scopes.unnamed, things: [], remark: null }];
}

/** The same in one line, for a summary: "Read patient details and medications. Stay connected". */
export function scopesInBrief(scopes: readonly string[], names: Names): string {
  return scopesInWords(scopes, names)
    .map(({ title, things }) => (things.length > 0 ? `${title} ${joined(things)}` : title))
    .join('. ');
}

function resourceScope(scope: string): ResourceScope[] {
  const parts = /^(patient|user|system)\/([A-Za-z]+|\*)\.(read|write|\*|c?r?u?d?s?)(?:\?(.*))?$/.exec(scope);
  if (!parts) return [];
  const [, level, type = '', access = '', query] = parts;
  const letters = lettersOf(access);
  if (letters.size === 0) return [];
  return [{ level: levelOf(level), thing: thingOf(type, query), letters }];
}

function levelOf(text: string | undefined): Level {
  return text === 'patient' || text === 'system' ? text : 'user';
}

function lettersOf(access: string): Set<Letter> {
  const spelled: Record<string, string> = { read: 'rs', write: 'cud', '*': 'cruds' };
  const letters: readonly Letter[] = ['c', 'r', 'u', 'd', 's'];
  return new Set(letters.filter((letter) => (spelled[access] ?? access).includes(letter)));
}

function thingOf(type: string, query: string | undefined): string {
  if (type === '*') return texts.scopes.everything;
  const category = new URLSearchParams(query ?? '').get('category')?.split('|').pop();
  const narrowed = category && Object.hasOwn(categories, category) ? categories[category] : undefined;
  return narrowed ?? groupOf.get(type) ?? spaced(type);
}

/** `BodyStructure` becomes "body structure". */
function spaced(type: string): string {
  return type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

function readLine(scopes: readonly ResourceScope[]): ScopeLine[] {
  const reading = scopes.filter(({ letters }) => letters.has('r') || letters.has('s'));
  if (reading.length === 0) return [];
  return [{ icon: 'read', title: texts.scopes.read, things: thingsOf(reading), remark: limitOf(reading) }];
}

function changeLine(scopes: readonly ResourceScope[]): ScopeLine[] {
  const writes: readonly ('c' | 'u' | 'd')[] = ['c', 'u', 'd'];
  const changing = scopes.filter(({ letters }) => writes.some((letter) => letters.has(letter)));
  if (changing.length === 0) return [];
  const verbs = writes.filter((letter) => changing.some(({ letters }) => letters.has(letter)));
  const title = joined(verbs.map((letter) => texts.scopes.change[letter]));
  const capital = title.charAt(0).toUpperCase() + title.slice(1);
  return [{ icon: 'change', title: capital, things: thingsOf(changing), remark: limitOf(changing) }];
}

function thingsOf(scopes: readonly ResourceScope[]): string[] {
  const things = [...new Set(scopes.map(({ thing }) => thing))];
  if (things.includes(texts.scopes.everything)) return [texts.scopes.everything];
  const last = groups.length;
  return things.sort((a, b) => (orderOf.get(a) ?? last) - (orderOf.get(b) ?? last));
}

/** The widest level counts: saying less than what is asked would mislead. */
function limitOf(scopes: readonly ResourceScope[]): string {
  const levels = new Set(scopes.map(({ level }) => level));
  if (levels.has('system')) return texts.scopes.ofSystem;
  return levels.has('user') ? texts.scopes.ofUser : texts.scopes.ofPatient;
}

function otherLines(scopes: ReadonlySet<string>, names: Names): ScopeLine[] {
  const line = (icon: ScopeLine['icon'], title: string, remark: string | null) => ({ icon, title, things: [], remark });
  const identity = ['openid', 'fhirUser', 'profile'].some((scope) => scopes.has(scope));
  return [
    ...(identity ? [line('identity', texts.scopes.identity, texts.scopes.identityHelp)] : []),
    ...(scopes.has('offline_access') ? [line('offline', texts.scopes.offline, texts.scopes.offlineHelp(names))] : []),
    ...(scopes.has('online_access') && !scopes.has('offline_access')
      ? [line('offline', texts.scopes.online, null)]
      : []),
  ];
}
