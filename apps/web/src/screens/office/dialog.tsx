import { Modal } from '@mantine/core';
import { useWords } from '@munan/ui';
import type { ReactNode } from 'react';
import classes from './office.module.css';

/**
 * A dialog of the office. Mantine's own head is a <header>, which outside a section is a second banner of the page; a
 * press beside the dialog does not throw away what was typed. `guarded`: it closes by its own button only.
 */
export function Dialog({
  title,
  opened,
  close,
  guarded = false,
  size = 'md',
  children,
}: {
  title: string;
  opened: boolean;
  close: () => void;
  guarded?: boolean;
  size?: 'md' | 'lg';
  children: ReactNode;
}) {
  const words = useWords().shell.actions;
  return (
    <Modal.Root opened={opened} onClose={close} size={size} closeOnClickOutside={false} closeOnEscape={!guarded}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <div className={classes.dialogHead}>
            <Modal.Title className={classes.dialogTitle}>{title}</Modal.Title>
            {guarded ? null : <Modal.CloseButton aria-label={words.close} size={44} />}
          </div>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
