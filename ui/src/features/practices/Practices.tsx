import { Badge, Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { type Column, DataTable, type Sort } from '../../components/DataTable';
import { More } from '../../components/More';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Empty, Loaded, NothingMatches } from '../../components/States';
import { count, counted } from '../../lib/numbers';
import { usePaged } from '../../lib/paged';
import { AddPractice } from './AddPractice';
import { Directories } from './Directories';
import { PracticePanel } from './PracticePanel';
import classes from './practices.module.css';
import { ehrsQuery, kindWords, type Practice, placeText, practicesPage } from './requests';

const route = getRouteApi('/shell/practices');

/** The practices of every list and those added by hand, and how fresh the lists are. */
export function Practices() {
  const { open, ...filters } = route.useSearch();
  const { tenant: _tenant, ...asked } = filters;
  const navigate = route.useNavigate();
  const ehrs = useQuery(ehrsQuery);
  const [adding, setAdding] = useState(false);
  const { query, rows } = usePaged(['practices', 'list', asked], (cursor, signal) =>
    practicesPage(asked, cursor, signal),
  );
  const filtered = Boolean(asked.q || asked.ehr || asked.kind || asked.state || asked.added);
  const filter = (change: Partial<typeof asked>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const show = (id: string | undefined) => void navigate({ search: (before) => ({ ...before, open: id }) });
  const names = new Map((ehrs.data ?? []).map((ehr) => [ehr.ehr, ehr.name]));
  const total = query.data?.pages[0]?.total ?? 0;
  const at = rows?.findIndex((row) => row.id === open) ?? -1;

  return (
    <Page
      title="Practices"
      lead="Where each practice's FHIR server is: from the lists that EHRs publish, and added by hand."
      actions={
        <PermittedButton
          needs="directory"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          Add by hand
        </PermittedButton>
      }
    >
      <Panel title="Published lists" flush>
        <Loaded query={ehrs}>{(all) => <Directories ehrs={all} />}</Loaded>
      </Panel>
      <Panel title="Find a practice" flush>
        <Filters
          filters={asked}
          ehrs={(ehrs.data ?? []).map((ehr) => ({ value: ehr.ehr, label: ehr.name }))}
          onFilter={filter}
        />
        <Loaded query={query}>
          {() =>
            !rows || rows.length === 0 ? (
              filtered ? (
                <NothingMatches
                  things="practices"
                  onClear={() => void navigate({ search: ({ tenant }) => (tenant ? { tenant } : {}) })}
                />
              ) : (
                <Empty title="No practice yet">
                  A practice can connect once its FHIR server is known. Import a list that an EHR publishes, or add one
                  practice by hand.
                </Empty>
              )
            ) : (
              <DataTable
                label="Practices"
                columns={columns(names)}
                rows={rows}
                keyOf={(row) => row.id}
                onOpen={(row) => show(row.id)}
                openKey={open}
                sort={sortOf(asked.sort)}
                onSort={(sort) => filter({ sort: sort.direction === 'desc' ? '-name' : 'name' })}
                foot={
                  <>
                    <span>{counted(total, 'practice')} in all</span>
                    <More query={query} shown={rows.length} thing="practice" />
                  </>
                }
              />
            )
          }
        </Loaded>
      </Panel>
      <PracticePanel
        id={open ?? null}
        names={names}
        onClose={() => show(undefined)}
        onPrevious={rows && at > 0 ? () => show(rows[at - 1]?.id) : undefined}
        onNext={rows && at >= 0 && at < rows.length - 1 ? () => show(rows[at + 1]?.id) : undefined}
      />
      <AddPractice
        open={adding}
        ehrs={ehrs.data ?? []}
        onClose={() => setAdding(false)}
        onAdded={(practice) => {
          setAdding(false);
          show(practice.id);
        }}
      />
    </Page>
  );
}

const sortOf = (sort: 'name' | '-name' | undefined): Sort | undefined =>
  sort ? { by: 'name', direction: sort === '-name' ? 'desc' : 'asc' } : undefined;

function columns(names: ReadonlyMap<string, string>): Column<Practice>[] {
  return [
    { key: 'name', header: 'Practice', sortable: true, cell: (row) => row.name },
    { key: 'place', header: 'Place', cell: (row) => placeText(row) || '–' },
    { key: 'npi', header: 'NPI', cell: (row) => <span className={classes.code}>{row.npi ?? '–'}</span> },
    { key: 'ehr', header: 'EHR', cell: (row) => names.get(row.ehr) ?? row.ehr },
    {
      key: 'access',
      header: 'Access',
      cell: (row) => (
        <span className={classes.tags}>
          {row.endpoints.map((endpoint) => (
            <Badge key={endpoint.id} variant="default" size="sm" tt="none">
              {kindWords[endpoint.kind] ?? endpoint.kind}
            </Badge>
          ))}
          {row.addedByHand && (
            <Badge variant="default" size="sm" tt="none">
              By hand
            </Badge>
          )}
        </span>
      ),
    },
    { key: 'connections', header: 'Connections', align: 'right', cell: (row) => count(row.connections ?? 0) },
  ];
}

interface FiltersProps {
  readonly filters: {
    readonly q?: string | undefined;
    readonly ehr?: string | undefined;
    readonly kind?: string | undefined;
    readonly state?: string | undefined;
    readonly added?: string | undefined;
  };
  readonly ehrs: readonly { readonly value: string; readonly label: string }[];
  readonly onFilter: (change: Record<string, never>) => void;
}

function Filters({ filters, ehrs, onFilter }: FiltersProps) {
  const [text, setText] = useState(filters.q ?? '');
  const later = useDebouncedCallback((q: string) => set('q', q), 200);
  const set = (name: string, value: string | null) => onFilter({ [name]: value || undefined } as Record<string, never>);
  return (
    <div className={classes.filters}>
      <TextInput
        className={classes.search}
        aria-label="Search practices"
        placeholder="Name, city, NPI"
        data-filter
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          later(event.currentTarget.value.trim());
        }}
      />
      <Select
        aria-label="EHR"
        placeholder="All EHRs"
        clearable
        data={[...ehrs]}
        value={filters.ehr ?? null}
        onChange={(value) => set('ehr', value)}
        comboboxProps={{ withinPortal: false }}
      />
      <Select
        aria-label="Access"
        placeholder="Any access"
        clearable
        data={Object.entries(kindWords).map(([value, label]) => ({ value, label }))}
        value={filters.kind ?? null}
        onChange={(value) => set('kind', value)}
        comboboxProps={{ withinPortal: false }}
      />
      <Select
        aria-label="Where it is from"
        placeholder="Lists and by hand"
        clearable
        data={[
          { value: 'list', label: 'From a list' },
          { value: 'hand', label: 'Added by hand' },
        ]}
        value={filters.added ?? null}
        onChange={(value) => set('added', value)}
        comboboxProps={{ withinPortal: false }}
      />
      <TextInput
        className={classes.state}
        aria-label="State"
        placeholder="State"
        maxLength={2}
        defaultValue={filters.state ?? ''}
        onChange={(event) => {
          const state = event.currentTarget.value.trim();
          if (state.length !== 1) set('state', state.toUpperCase());
        }}
      />
      {(filters.q || filters.ehr || filters.kind || filters.state || filters.added) && (
        <Button
          variant="subtle"
          onClick={() => {
            setText('');
            onFilter({ q: undefined, ehr: undefined, kind: undefined, state: undefined, added: undefined } as never);
          }}
        >
          Clear
        </Button>
      )}
    </div>
  );
}
