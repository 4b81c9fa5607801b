import type { ConnectSession, Endpoint, Practice } from '../../api/connect';

/** A practice and the way in that was chosen for it. */
export interface Choice {
  readonly practice: Practice;
  readonly endpoint: Endpoint;
}

/** The ways in that both the app's type and the practice allow, one for each kind. */
export function waysIn(session: ConnectSession, practice: Practice): readonly Endpoint[] {
  const preset = practice.endpoints.find(({ id }) => id === session.endpointId);
  if (preset && practice.id === session.practice?.id) return [preset];
  return session.allowedKinds.flatMap((kind) => practice.endpoints.find((endpoint) => endpoint.kind === kind) ?? []);
}

/** Hits whose name and place are the same as another's: only an address tells them apart. */
export function twins(practices: readonly Practice[]): ReadonlySet<string> {
  const key = ({ name, city, state }: Practice) => [name, city, state].join('\n').toLowerCase();
  const counts = new Map<string, number>();
  for (const practice of practices) counts.set(key(practice), (counts.get(key(practice)) ?? 0) + 1);
  return new Set(practices.filter((practice) => (counts.get(key(practice)) ?? 0) > 1).map(({ id }) => id));
}

/** "Laredo, TX · NPI 1105253427", as far as the directory knows. */
export function placeOf(practice: Practice, npi: (npi: string) => string): string {
  const place = [practice.city, practice.state].filter(Boolean).join(', ');
  return [place, practice.npi && npi(practice.npi)].filter(Boolean).join(' · ');
}

/** "210 Cedar Ave, 78040". */
export function addressOf(practice: Practice): string {
  return [practice.line, practice.postalCode].filter(Boolean).join(', ');
}
