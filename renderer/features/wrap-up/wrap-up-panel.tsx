import { Button, Combobox, Field, makeStyles, Option, Textarea, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactSummary } from '../../../common/contract/contact';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { Pill } from '../../ui/pill';
import { Remaining, selectWrapUpReasons } from '../desk';
import { matchingReasons } from './matching-reasons';
import { EMPTY_WRAP_UP, wrapUpEdited, type WrapUp } from './slice';
import { closeContact } from './thunks';

const useStyles = makeStyles({
  panel: {
    display: 'flex',
    flexDirection: 'column',
    gap: '10px',
    margin: '12px',
    padding: '12px',
    border: `1px solid ${tokens.colorBrandBackground}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  top: { display: 'flex', justifyContent: 'space-between', alignItems: 'center' },
  title: { margin: 0, fontSize: '14px', fontWeight: 600 },
  reason: { minWidth: 0 },
  hint: { margin: 0, color: tokens.colorNeutralForeground3, fontSize: '12px', lineHeight: '16px' },
});

/** Reason and notes with the time that is left for them; closes the contact. The service keeps the time. */
export function WrapUpPanel({ contact }: { contact: ContactSummary }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const wrapUp = useAppSelector((state) => state.wrapUp.byContact[contact.id]) ?? EMPTY_WRAP_UP;
  const edit = (change: Partial<WrapUp>) => dispatch(wrapUpEdited({ contactId: contact.id, change }));
  return (
    <section className={styles.panel} aria-label={t('wrapUp.title')}>
      <div className={styles.top}>
        <h2 className={styles.title}>{t('wrapUp.title')}</h2>
        {contact.wrapUpUntil === null ? null : (
          <Pill tone="brand">
            <Remaining until={contact.wrapUpUntil} />
          </Pill>
        )}
      </div>
      <ReasonField
        key={contact.id}
        chosen={wrapUp.reasonCode}
        onChoose={(reasonCode) => edit({ reasonCode })}
        isDisabled={wrapUp.isClosing}
      />
      <Field label={t('wrapUp.notes')}>
        <Textarea
          value={wrapUp.notes}
          maxLength={10_000}
          resize="vertical"
          rows={3}
          disabled={wrapUp.isClosing}
          onChange={(_, data) => edit({ notes: data.value })}
        />
      </Field>
      {wrapUp.problem ? <ErrorNotice code={wrapUp.problem} onDismiss={() => edit({ problem: null })} /> : null}
      <Button
        appearance="primary"
        disabledFocusable={wrapUp.reasonCode === null || wrapUp.isClosing}
        onClick={() => void dispatch(closeContact(contact.id))}
      >
        {wrapUp.isClosing ? t('wrapUp.closing') : t('wrapUp.close')}
      </Button>
      <p className={styles.hint}>{wrapUp.reasonCode === null ? t('wrapUp.chooseFirst') : t('wrapUp.atZero')}</p>
    </section>
  );
}

type ReasonFieldProps = { chosen: string | null; onChoose: (code: string) => void; isDisabled: boolean };

/** The searchable list of reasons. It takes the focus as the panel appears: after Send the hands go on typing. */
function ReasonField({ chosen, onChoose, isDisabled }: ReasonFieldProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const reasons = useAppSelector(selectWrapUpReasons);
  const [typed, setTyped] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const chosenLabel = reasons.find((reason) => reason.code === chosen)?.label ?? '';
  const matching = typed === null ? reasons : matchingReasons(reasons, typed);

  useEffect(() => input.current?.focus(), []);

  return (
    <Field label={t('wrapUp.reason')}>
      <Combobox
        ref={input}
        className={styles.reason}
        placeholder={t('wrapUp.reasonPlaceholder')}
        value={typed ?? chosenLabel}
        selectedOptions={chosen === null ? [] : [chosen]}
        disabled={isDisabled}
        freeform
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => setTyped(null)}
        onOptionSelect={(_, data) => {
          if (data.optionValue !== undefined) onChoose(data.optionValue);
          setTyped(null);
        }}
      >
        {matching.map((reason) => (
          <Option key={reason.code} value={reason.code} text={reason.label}>
            {reason.label}
          </Option>
        ))}
        {matching.length === 0 ? (
          <Option key="none" value="" text="" disabled>
            {t('wrapUp.noMatch')}
          </Option>
        ) : null}
      </Combobox>
    </Field>
  );
}
