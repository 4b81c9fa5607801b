import { Checkbox, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { Notice } from '../../components/Notice';
import { ehrQuery } from './requests';
import classes from './ScopeGrid.module.css';
import { type Act, type AppType, dialectOf, has, others, prefixOf, resourceTypes, ticked, wordsFor } from './scopes';

interface ScopeGridProps {
  readonly id: string;
  readonly ehr: string;
  readonly type: AppType | null;
  readonly scopes: readonly string[];
  readonly onChange: (scopes: readonly string[]) => void;
}

/** What the app may read, as a grid of resources. The prefix follows the type of the app, the spelling its EHR. */
export function ScopeGrid({ id, ehr, type, scopes, onChange }: ScopeGridProps) {
  const name = useId();
  const profile = useQuery(ehrQuery(ehr)).data;
  if (!type) return <p className={classes.hint}>Choose the application type first: scopes begin with it.</p>;
  if (!profile) return <p className={classes.hint}>Reading what this EHR knows…</p>;
  const resources = resourceTypes(profile);
  const dialect = dialectOf(profile, type, scopes);
  const rows = profile.scopes.wildcards === false ? resources : ['*', ...resources];
  const set = (resource: string, act: Act, on: boolean) => onChange(ticked(scopes, type, dialect, resource, act, on));
  const all = has(scopes, '*', 'read') && rows.includes('*');
  const rest = others(scopes, type, resources);
  return (
    <div className={classes.whole} id={id} tabIndex={-1}>
      {wordsFor(type).length > 0 && (
        <div className={classes.words}>
          {wordsFor(type).map(({ scope, words }) => (
            <Checkbox
              key={scope}
              label={words}
              checked={scopes.includes(scope)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...scopes, scope] : scopes.filter((each) => each !== scope))
              }
            />
          ))}
        </div>
      )}
      {type !== 'system' && scopes.length > 0 && !scopes.includes('offline_access') && (
        <Notice tone="warning">Without offline_access the connection would end when the first token does.</Notice>
      )}
      <div className={classes.frame}>
        <table className={classes.table}>
          <caption className={classes.caption}>
            {prefixOf(type)}/ followed by the resource.{' '}
            {dialect === 'v1' ? 'This EHR gives reading and searching together.' : ''}
          </caption>
          <thead>
            <tr>
              <th scope="col">Resource</th>
              {dialect === 'v1' ? (
                <th scope="col">Read and search</th>
              ) : (
                <>
                  <th scope="col">Read</th>
                  <th scope="col">Search</th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((resource) => {
              const label = resource === '*' ? 'All resources' : resource;
              return (
                <tr key={resource} data-covered={all && resource !== '*'}>
                  <th scope="row">{label}</th>
                  {(dialect === 'v1' ? (['read'] as const) : (['read', 'search'] as const)).map((act) => (
                    <td key={act}>
                      <Checkbox
                        aria-label={`${label}: ${dialect === 'v1' ? 'read and search' : act}`}
                        checked={has(scopes, resource, act)}
                        onChange={(event) => set(resource, act, event.currentTarget.checked)}
                        name={`${name}-${resource}-${act}`}
                      />
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <TagsInput
        label="Other scopes"
        description="Spelled exactly as the vendor writes them."
        value={[...rest]}
        onChange={(next) => onChange([...scopes.filter((each) => !rest.includes(each)), ...next])}
        splitChars={[',', ' ']}
        acceptValueOnBlur
        data={[]}
        comboboxProps={{ withinPortal: false }}
      />
    </div>
  );
}
