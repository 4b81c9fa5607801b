import { Button, Checkbox, Group, Modal, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import classes from './practices.module.css';
import { type DirectoryStatus, type Ehr, setSchedule } from './requests';

interface ScheduleProps {
  readonly ehr: Ehr;
  readonly status: DirectoryStatus;
  readonly onClose: () => void;
}

const EVERY = [
  { value: '6', label: 'Every 6 hours' },
  { value: '12', label: 'Every 12 hours' },
  { value: '24', label: 'Every day' },
  { value: '168', label: 'Every week' },
  { value: '0', label: 'Never' },
];

/** From where and how often a list is read by itself. */
export function Schedule({ ehr, status, onClose }: ScheduleProps) {
  const queries = useQueryClient();
  const { schedule } = status;
  const [address, setAddress] = useState(schedule.ownAddress ? (schedule.address ?? '') : '');
  const [every, setEvery] = useState(schedule.ownEvery ? String(schedule.everyHours ?? 0) : '');
  const [paused, setPaused] = useState(schedule.paused);
  const save = useMutation({
    mutationFn: () =>
      setSchedule(ehr.ehr, {
        address: address.trim() || null,
        everyHours: every === '' ? null : Number(every),
        paused,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['directories'] });
      onClose();
    },
  });
  const problem = save.error ? Problem.of(save.error) : null;
  const wrong = problem?.fieldErrors() ?? {};
  const own =
    EVERY.some(({ value }) => value === every) || every === '' ? [] : [{ value: every, label: `Every ${every} hours` }];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Schedule of the ${ehr.name} list`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} className={classes.form} noValidate>
        <TextInput
          label="Address of the list"
          description={
            ehr.directoryUrl
              ? `Leave it empty for the EHR's own: ${ehr.directoryUrl}`
              : 'This EHR publishes no list that we know.'
          }
          placeholder={ehr.directoryUrl ?? 'https://'}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          error={wrong.address}
        />
        <Select
          label="Read it"
          data={[{ value: '', label: 'As the EHR profile says' }, ...EVERY, ...own]}
          value={every}
          onChange={(value) => setEvery(value ?? '')}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
        />
        <Checkbox label="Paused" checked={paused} onChange={(event) => setPaused(event.currentTarget.checked)} />
        {problem && Object.keys(wrong).length === 0 && <Failed problem={problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
