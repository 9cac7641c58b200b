import { CloseButton, type MantineSize, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../language/words.tsx';
import classes from './window.module.css';

/**
 * A window above the page with its title as a heading. Mantine's own title bar is a `header` element, which in a dialog
 * counts as a second banner of the page.
 */
export function Window({
  title,
  size = 'lg',
  onClose,
  children,
}: {
  title: string;
  size?: MantineSize;
  onClose: () => void;
  children: ReactNode;
}) {
  const words = useWords().shell;
  return (
    <Modal.Root opened onClose={onClose} size={size}>
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content>
        <div className={classes.head}>
          <Modal.Title className={classes.title ?? ''}>{title}</Modal.Title>
          <CloseButton size="lg" aria-label={words.actions.close} onClick={onClose} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
