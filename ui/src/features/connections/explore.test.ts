import { expect, test } from 'vitest';
import { capabilities, completions, duration, nextPage, outcomeText, pathOf, snippets } from './explore';

const known = capabilities({
  resourceType: 'CapabilityStatement',
  rest: [
    {
      resource: [{ type: 'Patient', searchParam: [{ name: 'name' }, { name: 'birthdate' }] }, { type: 'Practitioner' }],
    },
  ],
});

test.each([
  ['Pa', ['Patient']],
  ['p', ['Patient', 'Practitioner']],
  ['Patient?na', ['Patient?name=']],
  ['Patient?name=oak&b', ['Patient?name=oak&birthdate=']],
  ['Patient?name=oa', []],
])('after %j comes what the practice says it has', (typed, expected) => {
  expect(completions(typed, known)).toEqual(expected);
});

test.each([
  ['Patient/42', 'Patient/42'],
  ['https://gate.example/fhir/con_1/Patient?page=2', 'Patient?page=2'],
  ['https://gate.example/fhir/con_1?_getpages=abc', '?_getpages=abc'],
  ['https://gate.example/fhir/con_12/Patient', null],
  ['https://elsewhere.example/Patient/42', null],
  ['javascript:alert(1)', null],
  ['../../api/v1/tenants', null],
])('%j leads to %j', (address, expected) => {
  expect(pathOf(address, 'con_1')).toBe(expected);
});

test('the next page of a Bundle is followed through the gateway only', () => {
  const bundle = (url: string) => ({ resourceType: 'Bundle', link: [{ relation: 'next', url }] });
  expect(nextPage(bundle('http://x/fhir/con_1/Patient?page=2'), 'con_1')).toBe('Patient?page=2');
  expect(nextPage(bundle('http://elsewhere/Patient?page=2'), 'con_1')).toBeNull();
  expect(nextPage({ resourceType: 'Patient' }, 'con_1')).toBeNull();
});

test('times are read by their part', () => {
  expect(duration('ehr;dur=212.4, gateway;dur=1.8', 'gateway')).toBe(1.8);
  expect(duration(null, 'ehr')).toBeNull();
});

test('no snippet has a secret, and each has the address', () => {
  for (const [, text] of snippets('https://gate.example/fhir/con_1/Patient')) {
    expect(text).toContain('https://gate.example/fhir/con_1/Patient');
    expect(text).toContain('GATEHOUSE_KEY');
  }
});

test('an outcome is told in its own words', () => {
  expect(outcomeText({ resourceType: 'OperationOutcome', issue: [{ diagnostics: 'No such patient.' }] })).toBe(
    'No such patient.',
  );
  expect(outcomeText({ resourceType: 'Patient' })).toBeNull();
});
