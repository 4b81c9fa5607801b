import type { Schema } from '../../api/gateway';

type Call = Schema<'Call'>;

/** How a call can be made once more by hand. */
export interface Again {
  /** For the explorer: the route as far as it is recorded. */
  readonly path: string;
  /** What has to be filled in, in words; null if nothing is missing. */
  readonly missing: string | null;
}

/**
 * What is recorded of a reading FHIR call's address. Ids and values never are, so they are left open; null for calls that the
 * explorer does not make.
 */
export function again({ kind, method, route }: Pick<Call, 'kind' | 'method' | 'route'>): Again | null {
  if (kind !== 'fhir' || method !== 'GET') return null;
  const [path = '', names] = route.split('?', 2);
  const query = names
    ? `?${names
        .split('&')
        .map((name) => `${name}=`)
        .join('&')}`
    : '';
  const open = [path.includes('{id}') && 'the id in place of {id}', query && 'the values of the parameters'].filter(
    Boolean,
  );
  return { path: path + query, missing: open.length > 0 ? open.join(' and ') : null };
}
