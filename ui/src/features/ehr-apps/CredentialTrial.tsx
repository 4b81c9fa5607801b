import { Combobox, InputBase, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schema } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { Status } from '../../components/Status';
import { Problem } from '../../lib/problem';
import classes from './Credentials.module.css';
import { type Credential, credentialsQuery, ehrQuery, practicesQuery, testCredential } from './requests';
import { verdicts } from './words';

interface CredentialTrialProps {
  readonly application: Schema<'Application'>;
  readonly credential: Credential;
}

interface Place {
  readonly endpointId: string;
  readonly name: string;
}

/** Tries a credential at one practice of the EHR: three lines, each with its verdict. Nobody's data is touched. */
export function CredentialTrial({ application, credential }: CredentialTrialProps) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Place | null>(null);
  const [base, setBase] = useState('');
  const first = useFirstPlace(application);
  const place = chosen ?? first.place;
  const test = useMutation({
    mutationFn: () => {
      if (place) return testCredential(application.id, credential.version, { endpointId: place.endpointId });
      return testCredential(application.id, credential.version, { baseUrl: base.trim() });
    },
    onSettled: () => void client.invalidateQueries({ queryKey: credentialsQuery(application.id).queryKey }),
  });
  const result = test.data ?? credential.lastTest;
  const lines = result ? verdicts(result, application.type) : [];
  return (
    <div className={classes.trial}>
      <div className={classes.where}>
        {first.known && !first.place ? (
          <TextInput
            label="FHIR base of a practice"
            description="The directory of this EHR is empty, so name one."
            placeholder="https://"
            value={base}
            onChange={(event) => setBase(event.currentTarget.value)}
          />
        ) : (
          <PlaceChoice application={application} place={place} onChoose={setChosen} />
        )}
        <PermittedButton
          needs="credentials"
          variant={result ? 'default' : 'filled'}
          loading={test.isPending}
          disabled={!place && base.trim() === ''}
          onClick={() => test.mutate()}
        >
          {result ? 'Test again' : 'Test'}
        </PermittedButton>
      </div>
      {test.error && <Failed problem={Problem.of(test.error)} />}
      {!result && <Status tone="none">Untested</Status>}
      {result && (
        <>
          <ol className={classes.lines} aria-label="Result of the test">
            {lines.map((line) => (
              <li key={line.title}>
                <Status tone={line.tone}>{line.title}</Status>
                <p className={classes.meta}>{line.detail}</p>
              </li>
            ))}
          </ol>
          <p className={classes.meta}>
            Tested <Ago at={result.testedAt} />
          </p>
        </>
      )}
    </div>
  );
}

type Practices = Schema<'Practice'>[];

/** The endpoint of a practice that this type of app signs in at. */
function endpointFor(practice: Practices[number], kinds: readonly string[]): Place | null {
  const found = practice.endpoints.find((each) => kinds.length === 0 || kinds.includes(each.kind));
  return found ? { endpointId: found.id, name: practice.name } : null;
}

function useKinds(application: Schema<'Application'>): readonly string[] {
  const ehr = useQuery(ehrQuery(application.ehr)).data;
  return ehr?.applicationTypes[application.type]?.endpoints ?? [];
}

function useFirstPlace(application: Schema<'Application'>): { readonly known: boolean; readonly place: Place | null } {
  const kinds = useKinds(application);
  const query = useQuery(practicesQuery(application.ehr, ''));
  const items = query.data?.items ?? [];
  for (const practice of items) {
    const place = endpointFor(practice, kinds);
    if (place) return { known: true, place };
  }
  return { known: query.isSuccess, place: null };
}

interface PlaceChoiceProps {
  readonly application: Schema<'Application'>;
  readonly place: Place | null;
  readonly onChoose: (place: Place) => void;
}

function PlaceChoice({ application, place, onChoose }: PlaceChoiceProps) {
  const kinds = useKinds(application);
  const [words, setWords] = useState<string | null>(null);
  const [asked] = useDebouncedValue(words ?? '', 150);
  const found = useQuery(practicesQuery(application.ehr, asked)).data?.items ?? [];
  const places = found.map((each) => endpointFor(each, kinds)).filter((each) => each !== null);
  const combobox = useCombobox({ onDropdownClose: () => setWords(null) });
  return (
    <Combobox
      store={combobox}
      withinPortal={false}
      onOptionSubmit={(id) => {
        const hit = places.find((each) => each.endpointId === id);
        if (hit) onChoose(hit);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <InputBase
          label="Test at practice"
          value={words ?? place?.name ?? ''}
          rightSection={<Combobox.Chevron />}
          rightSectionPointerEvents="none"
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            combobox.openDropdown();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options>
          {places.length === 0 && <Combobox.Empty>No practice with that name</Combobox.Empty>}
          {places.slice(0, 6).map((each) => (
            <Combobox.Option key={each.endpointId} value={each.endpointId}>
              {each.name}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
