// What a link may lead to, by the name in its address: /connect/{name}.
const base = {
  state: 'open',
  application: { name: 'Northwind Care Hub', publisher: 'Northwind Health, Inc.', type: 'provider' },
  ehr: { key: 'practice-fusion', name: 'Practice Fusion' },
  searchBy: ['name', 'city', 'npi'],
  directoryDate: '2026-11-02',
  allowedKinds: ['provider_system'],
  practice: null,
  practiceFixed: false,
  endpointId: null,
  scopes: [
    ...['openid', 'fhirUser', 'offline_access', 'user/Patient.rs', 'user/Condition.rs', 'user/AllergyIntolerance.rs'],
    ...['user/MedicationRequest.rs', 'user/Immunization.rs', 'user/Observation.rs', 'user/DiagnosticReport.rs'],
    ...[
      'user/Encounter.rs',
      'user/Procedure.rs',
      'user/CarePlan.rs',
      'user/DocumentReference.rs',
      'user/Practitioner.rs',
    ],
  ],
  returnUrl: 'https://app.northwind.example/settings',
  origin: 'http://127.0.0.1:8099',
  origins: ['http://127.0.0.1:8099'],
  supportEmail: 'help@northwind.example',
  expiresAt: '2026-12-31T12:00:00Z',
  result: null,
};

const failed = (code, more = {}) => ({
  ...base,
  state: 'failed',
  result: { status: 'failed', code, reference: 'req_7Hc2mQ', canRetry: true, ...more },
});

export const scenarios = {
  find: () => base,
  'find-by-name': () => ({ ...base, searchBy: ['name'], supportEmail: null, directoryDate: null }),
  kinds: () => ({ ...base, allowedKinds: ['provider_system', 'patient'] }),
  chosen: ({ practices }) => ({ ...base, practice: practices[0] }),
  reconnect: ({ practices }) => ({ ...base, practice: practices[0], practiceFixed: true }),
  writes: ({ practices }) => ({
    ...base,
    practice: practices[0],
    application: { name: 'Visit Notes', publisher: null, type: 'patient' },
    scopes: ['launch/patient', 'patient/*.read', 'patient/Observation.cu'],
  }),
  'already-connected': ({ practices }) => ({
    ...base,
    practice: practices[0],
    onAuthorize: [409, 'already-connected', 'Oak Hill Pediatrics has been connected since 3 November 2026.'],
  }),
  'ehr-down': ({ practices }) => ({ ...base, practice: practices[0], onAuthorize: [503, 'ehr-unreachable'] }),
  connected: () => ({
    ...base,
    state: 'connected',
    result: {
      status: 'connected',
      connectionId: 'con_4kQ',
      practiceName: 'Oak Hill Pediatrics',
      kind: 'provider_system',
      grantedScopes: base.scopes.filter((scope) => !/Procedure|CarePlan|Document/.test(scope)),
      missingScopes: ['user/DocumentReference.rs'],
      refreshable: true,
      connectedAt: '2026-11-23T10:42:00Z',
    },
  }),
  denied: () => failed('access-denied'),
  'wrong-practice': () => failed('wrong-practice', { otherPractice: 'Cedar Park Dermatology' }),
  'not-authorized': () => failed('practice-not-authorized'),
  misconfigured: () => failed('application-misconfigured', { canRetry: false }),
  expired: () => ({ ...base, problem: [410, 'connect-session-expired'] }),
};
