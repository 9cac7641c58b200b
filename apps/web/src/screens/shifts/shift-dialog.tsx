import { Button } from '@mantine/core';
import type { Shift } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import { IconTrash } from '@tabler/icons-react';
import { Dialog } from '../office/dialog.tsx';
import { shiftText } from './shift-text.ts';
import classes from './shifts.module.css';

/** One shift, opened; who may write takes it away (which can be undone). */
export function ShiftDialog({
  shift,
  mayRemove,
  onRemove,
  onClose,
}: {
  shift: Shift;
  mayRemove: boolean;
  onRemove: () => void;
  onClose: () => void;
}) {
  const { words, formats } = useLanguage();
  const t = useCentreWords().shifts;
  const when = shiftText(formats, shift);
  return (
    <Dialog title={shift.user.name} opened close={onClose}>
      <p>{words.shell.roles[shift.role]}</p>
      <p className={classes.big}>
        {when} ({formats.span(shift.to - shift.from)})
      </p>
      {mayRemove ? (
        <Button
          variant="default"
          h={52}
          leftSection={<IconTrash size={20} aria-hidden />}
          aria-label={t.removeOf(shift.user.name, when)}
          onClick={() => {
            onRemove();
            onClose();
          }}
          data-testid="remove-shift"
        >
          {t.remove}
        </Button>
      ) : null}
    </Dialog>
  );
}
