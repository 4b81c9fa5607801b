import { expect, test } from 'vitest';
import { scopesInBrief, scopesInWords } from './scopes-in-words';

const names = { app: 'Northwind', ehr: 'Practice Fusion' };
const words = (...scopes: string[]) => scopesInWords(scopes, names).map(({ title, things }) => [title, ...things]);

test('both spellings of reading say the same', () => {
  expect(words('user/Patient.read', 'user/Condition.read')).toEqual([['Read', 'patient details', 'health problems']]);
  expect(words('user/Patient.rs', 'user/Condition.rs')).toEqual(words('user/Patient.read', 'user/Condition.read'));
});

test('types that mean one thing to a person are one thing', () => {
  expect(words('user/MedicationRequest.rs', 'user/MedicationDispense.rs', 'user/Medication.read')).toEqual([
    ['Read', 'medications'],
  ]);
});

test('the order is that of a record, not that of the request', () => {
  expect(words('user/Practitioner.rs', 'user/Immunization.rs', 'user/Patient.rs')).toEqual([
    ['Read', 'patient details', 'vaccinations', 'staff and places of the practice'],
  ]);
});

test('writing is told apart from reading, letter by letter', () => {
  expect(words('user/Observation.write')).toEqual([['Add, change, and delete', 'test results and vital signs']]);
  expect(words('user/Observation.c')).toEqual([['Add', 'test results and vital signs']]);
  expect(words('user/Observation.cru')).toEqual([
    ['Read', 'test results and vital signs'],
    ['Add and change', 'test results and vital signs'],
  ]);
  expect(words('user/Observation.*')).toEqual(words('user/Observation.cruds'));
});

test('a wildcard swallows the single types', () => {
  expect(words('patient/*.read', 'patient/Patient.rs')).toEqual([['Read', 'everything in the record']]);
});

test('a narrowed scope says what it was narrowed to', () => {
  const category = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory';

  expect(words(`patient/Observation.rs?category=${category}`)).toEqual([['Read', 'lab results']]);
  expect(words('patient/Observation.rs?category=unheard-of')).toEqual([['Read', 'test results and vital signs']]);
});

test('the widest level is the one that is told', () => {
  const remark = (...scopes: string[]) => scopesInWords(scopes, names)[0]?.remark;

  expect(remark('patient/Patient.rs')).toMatch(/patient who signs in/);
  expect(remark('patient/Patient.rs', 'user/Condition.rs')).toMatch(/person signing in may see/);
  expect(remark('user/Condition.rs', 'system/Patient.rs')).toMatch(/all patients/);
});

test('identity and staying connected are said once', () => {
  expect(words('openid', 'fhirUser', 'profile', 'offline_access', 'launch/patient')).toEqual([
    ['See who signs in'],
    ['Stay connected'],
  ]);
  expect(words('online_access')).toEqual([['Stay connected while signed in']]);
});

test('a type without a name of its own is spelled out', () => {
  expect(words('user/BodyStructure.rs')).toEqual([['Read', 'body structure']]);
});

test.each(['user/Patient.', 'user/Patient.sr', 'admin/Patient.rs', 'user/Patient', '', 'toString'])(
  '%j is left to the EHR to explain',
  (scope) => {
    expect(words(scope)).toEqual([['See only what the sign-in itself tells']]);
  },
);

test('the summary is one line', () => {
  expect(scopesInBrief(['user/Patient.rs', 'user/Encounter.rs', 'offline_access'], names)).toBe(
    'Read patient details and visits and appointments. Stay connected',
  );
});
