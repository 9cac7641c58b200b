import { Button } from '@mantine/core';
import type { DeviceAdded } from '@munan/flow';
import { useWords } from '@munan/ui';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './office.module.css';

/** The secret of a new device: the server keeps only its hash, so this is the one time that anybody sees it. */
export function SecretOnce({ added, done }: { added: DeviceAdded; done: () => void }) {
  const words = useWords().office.devices;
  const [copied, setCopied] = useState<boolean>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(added.secret);
      setCopied(true);
    } catch {
      // No clipboard on a page that came by plain HTTP, or it was forbidden: the text can be selected.
      setCopied(false);
    }
  };
  return (
    <div className={classes.form}>
      <p className={classes.warnBox}>
        <IconAlertTriangle aria-hidden />
        <span>{words.secretWarning}</span>
      </p>
      <p className={classes.quiet} id="secret-label">
        {words.secretFor(added.device.id)}
      </p>
      <output className={classes.secret} aria-labelledby="secret-label" data-testid="device-secret">
        {added.secret}
      </output>
      <Button
        h={52}
        leftSection={copied ? <IconCheck aria-hidden /> : <IconCopy aria-hidden />}
        onClick={() => void copy()}
        data-autofocus
        data-testid="copy-secret"
      >
        {copied ? words.copied : words.copy}
      </Button>
      <div role="status">{copied === false ? <p className={classes.bad}>{words.copyFailed}</p> : null}</div>
      <Button h={52} variant="default" onClick={done} data-testid="secret-done">
        {words.secretDone}
      </Button>
    </div>
  );
}
