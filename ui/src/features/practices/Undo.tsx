import { Button, Group, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Failed } from '../../components/States';
import { count } from '../../lib/numbers';
import { Problem } from '../../lib/problem';
import { type DirectoryStatus, type Ehr, undoImport } from './requests';

interface UndoProps {
  readonly ehr: Ehr;
  readonly status: DirectoryStatus;
  readonly onClose: () => void;
}

/** Asks before the last import of a list is taken back. */
export function Undo({ ehr, status, onClose }: UndoProps) {
  const queries = useQueryClient();
  const undo = useMutation({
    mutationFn: () => undoImport(ehr.ehr),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['directories'] }),
        queries.invalidateQueries({ queryKey: ['practices'] }),
      ]);
      onClose();
    },
  });
  const last = status.lastImport;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Undo the last import of ${ehr.name}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p>
        {last &&
          `${count(last.added)} added practices leave again, ${count(last.removed)} removed ones come back, and ${count(last.changed)} are as they were. `}
        Connections stay as they are. Reading by schedule pauses, since it would bring the same list again.
      </p>
      {undo.error && <Failed problem={Problem.of(undo.error)} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          Keep the import
        </Button>
        <Button loading={undo.isPending} onClick={() => undo.mutate()}>
          Undo it
        </Button>
      </Group>
    </Modal>
  );
}
