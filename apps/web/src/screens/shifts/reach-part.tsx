import { Button, TextInput } from '@mantine/core';
import type { ShiftsPage } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import { IconAlertTriangle, IconBell, IconMail, IconPhone } from '@tabler/icons-react';
import { useState } from 'react';
import { Failed } from '../../shell/waiting.tsx';
import { Dialog } from '../office/dialog.tsx';
import classes from './shifts.module.css';
import type { Rota } from './use-rota.ts';

type User = ShiftsPage['users'][number];

/** How each of those who work here is told something when she does not look at the screen. */
export function ReachPart({ page, rota, mayWrite }: { page: ShiftsPage; rota: Rota; mayWrite: boolean }) {
  const { words } = useLanguage();
  const t = useCentreWords().shifts.reach;
  const [changed, setChanged] = useState<User | undefined>();
  return (
    <section aria-labelledby="reach-title" className={classes.panel} data-testid="rota-reach">
      <h2 id="reach-title">{t.title}</h2>
      <ul className={classes.reaches}>
        {page.users.map((user) => {
          const { phone, mail, push } = user.reach;
          const isNone = !phone && !mail && push === 0;
          return (
            <li key={user.id}>
              <strong>
                {user.name} <span className={classes.dim}>{words.shell.roles[user.role]}</span>
              </strong>
              {isNone ? (
                <span className={classes.unreached}>
                  <IconAlertTriangle size={18} aria-hidden /> {t.none}
                </span>
              ) : (
                <span className={classes.ways}>
                  {phone ? (
                    <span>
                      <IconPhone size={18} aria-hidden /> {phone}
                    </span>
                  ) : null}
                  {mail ? (
                    <span>
                      <IconMail size={18} aria-hidden /> {mail}
                    </span>
                  ) : null}
                  <span>
                    <IconBell size={18} aria-hidden /> {t.push(push)}
                  </span>
                </span>
              )}
              {mayWrite ? (
                <Button
                  variant="default"
                  h={44}
                  aria-label={t.changeOf(user.name)}
                  onClick={() => setChanged(user)}
                  data-testid={`reach-${user.id}`}
                >
                  {t.change}
                </Button>
              ) : null}
            </li>
          );
        })}
      </ul>
      {changed ? <ReachForm user={changed} rota={rota} onClose={() => setChanged(undefined)} /> : null}
    </section>
  );
}

const phoneForm = /^\+?[0-9][0-9 -]{2,38}$/;
const mailForm = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function ReachForm({ user, rota, onClose }: { user: User; rota: Rota; onClose: () => void }) {
  const t = useCentreWords().shifts.reach;
  const [phone, setPhone] = useState(user.reach.phone ?? '');
  const [mail, setMail] = useState(user.reach.mail ?? '');
  const [isTried, setIsTried] = useState(false);
  const [number, address] = [phone.trim(), mail.trim()];
  const isPhoneWrong = number !== '' && !phoneForm.test(number);
  const isMailWrong = address !== '' && !mailForm.test(address);
  const close = () => {
    rota.reach.reset();
    onClose();
  };
  return (
    <Dialog title={t.titleOf(user.name)} opened close={close}>
      <form
        noValidate
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          setIsTried(true);
          if (isPhoneWrong || isMailWrong) return;
          const body = { ...(number === '' ? {} : { phone: number }), ...(address === '' ? {} : { mail: address }) };
          rota.reach.mutate({ user: user.id, body }, { onSuccess: close });
        }}
      >
        <TextInput
          label={t.phone}
          description={t.phoneHint}
          size="md"
          inputMode="tel"
          autoComplete="off"
          value={phone}
          error={isTried && isPhoneWrong ? t.wrongPhone : undefined}
          onChange={(event) => setPhone(event.currentTarget.value)}
          data-testid="reach-phone"
        />
        <TextInput
          label={t.mail}
          size="md"
          inputMode="email"
          autoComplete="off"
          value={mail}
          error={isTried && isMailWrong ? t.wrongMail : undefined}
          onChange={(event) => setMail(event.currentTarget.value)}
          data-testid="reach-mail"
        />
        <p className={classes.dim}>
          {t.push(user.reach.push)}. {t.pushHint}
        </p>
        {rota.reach.error ? <Failed error={rota.reach.error} /> : null}
        <Button type="submit" h={52} loading={rota.reach.isPending} data-testid="reach-submit">
          {t.save}
        </Button>
      </form>
    </Dialog>
  );
}
