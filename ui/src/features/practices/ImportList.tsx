import { FileInput, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Empty, Failed, Loaded } from '../../components/States';
import { Problem } from '../../lib/problem';
import { ImportPreview } from './ImportPreview';
import classes from './practices.module.css';
import { type DirectoryStatus, ehrsQuery, type ListSource, makePreview, previewQuery, statusQuery } from './requests';

const route = getRouteApi('/shell/practices/import');

const FORMATS = [
  { value: 'fhir-bundle', label: 'FHIR Bundle of organizations and endpoints' },
  { value: 'smart-brands', label: 'SMART user-access brands Bundle' },
  { value: 'json-array', label: 'JSON list' },
  { value: 'csv', label: 'CSV table' },
];

/** An import in two steps: read the list, look at what would change, then let it count. */
export function ImportList() {
  const { ehr, preview } = route.useSearch();
  const navigate = route.useNavigate();
  const ehrs = useQuery(ehrsQuery);
  const status = useQuery({ ...statusQuery(ehr ?? ''), enabled: Boolean(ehr) });
  const prepared = useQuery({ ...previewQuery(ehr ?? '', preview ?? ''), enabled: Boolean(ehr && preview) });
  const name = ehrs.data?.find((each) => each.ehr === ehr)?.name ?? ehr ?? '';
  const go = (id: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, preview: id }), replace: true });
  return (
    <Page
      above={
        <Link to="/practices" search={(before) => (before.tenant ? { tenant: before.tenant } : {})}>
          Practices
        </Link>
      }
      title={name ? `Import the ${name} list` : 'Import a list'}
      lead="Nothing counts until you have seen what would change and said yes."
    >
      {!ehr ? (
        <Panel>
          <Empty title="Which list?">Choose an EHR on the page of practices.</Empty>
        </Panel>
      ) : preview ? (
        <Loaded query={prepared}>
          {(found) => <ImportPreview preview={found} name={name} onAgain={() => go(undefined)} />}
        </Loaded>
      ) : (
        <Panel title="Where is the list?">
          <Loaded query={status}>
            {(found) => <Source ehr={ehr} name={name} status={found} onMade={(made) => go(made)} />}
          </Loaded>
        </Panel>
      )}
    </Page>
  );
}

interface SourceProps {
  readonly ehr: string;
  readonly name: string;
  readonly status: DirectoryStatus;
  readonly onMade: (preview: string) => void;
}

function Source({ ehr, name, status, onMade }: SourceProps) {
  const queries = useQueryClient();
  const known = status.schedule.address;
  const [from, setFrom] = useState<'known' | 'address' | 'file'>(known ? 'known' : 'file');
  const [url, setUrl] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const read = useMutation({
    mutationFn: (source: ListSource) => makePreview(ehr, source),
    onSuccess: (made) => {
      queries.setQueryData(previewQuery(ehr, made.id).queryKey, made);
      void queries.invalidateQueries({ queryKey: ['directories'] });
      onMade(made.id);
    },
  });
  const problem = read.error ? Problem.of(read.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const source = chosen();
    setMissing(source === null);
    if (source) read.mutate(source);
  };
  const chosen = (): ListSource | null => {
    if (from === 'known' && known) return { from: 'address', url: known };
    if (from === 'address') return url.trim() ? { from: 'address', url: url.trim() } : null;
    return file ? { from: 'file', file, format } : null;
  };
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <Radio.Group
        value={from}
        onChange={(value) => {
          setFrom(value as typeof from);
          read.reset();
        }}
        aria-label="Where the list is"
      >
        <Stack gap="sm">
          {known && <Radio value="known" label={`Where ${name} publishes it`} description={known} />}
          <Radio value="address" label="At another address" />
          <Radio value="file" label="In a file" />
        </Stack>
      </Radio.Group>
      {from === 'address' && (
        <TextInput
          label="Address of the list"
          placeholder="https://"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={missing ? 'Type the address first.' : undefined}
        />
      )}
      {from === 'file' && (
        <>
          <FileInput
            label="File"
            description="At most 512 MB"
            placeholder="Choose a file"
            value={file}
            onChange={setFile}
            error={missing ? 'Choose a file first.' : undefined}
          />
          <Select
            label="Form of the file"
            placeholder={`As ${name} publishes it`}
            data={FORMATS}
            clearable
            value={format}
            onChange={setFormat}
            comboboxProps={{ withinPortal: false }}
          />
        </>
      )}
      {problem && <Unreadable problem={problem} onRetry={() => read.reset()} />}
      <div>
        <PermittedButton needs="directory" type="submit" loading={read.isPending}>
          Look at the changes
        </PermittedButton>
      </div>
      {read.isPending && <p className={classes.quiet}>Reading the list. Large ones take a minute.</p>}
    </form>
  );
}

/** Where in the list the trouble is, as well as the gateway can tell. */
function Unreadable({ problem, onRetry }: { readonly problem: Problem; readonly onRetry: () => void }) {
  return (
    <div>
      <Failed problem={problem} onRetry={onRetry} />
      {problem.errors.length > 1 && (
        <ul className={classes.list}>
          {problem.errors.slice(0, 20).map(({ path, message }) => (
            <li key={path + message}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
