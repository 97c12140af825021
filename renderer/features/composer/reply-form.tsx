import { makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactSummary } from '../../../common/contract/contact';
import { useAppDispatch } from '../../app/hooks';
import { RichTextEditor, type EditorHandle } from '../../editor';
import { personWithAddress } from '../../ui/person';
import { AddressField } from './address-field';
import { useRowStyles } from './row-styles';
import { SendBar } from './send-bar';
import { SendProblemNotice } from './send-problem';
import type { Composer } from './slice';
import { editReply, sendReply } from './thunks';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '8px' },
  rows: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(300px, 100%), 1fr))', columnGap: '24px' },
  from: { color: tokens.colorNeutralForeground2 },
});

/** Recipients, subject, text and Send. */
export function ReplyForm({ contact, composer }: { contact: ContactSummary; composer: Composer }) {
  const styles = useStyles();
  const row = useRowStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const subjectId = useId();
  const editor = useRef<EditorHandle>(null);
  const { reply } = composer;
  const isSending = composer.sending === 'under-way';

  useEffect(() => {
    if (composer.sendProblem === 'empty-message') editor.current?.focus();
  }, [composer.sendProblem]);

  const send = () => {
    if (!editor.current) return;
    editor.current.flush();
    void dispatch(sendReply(contact.id, { html: editor.current.html(), isEmpty: editor.current.isEmpty() }));
  };
  // In the capture phase, before Quill makes a line of it.
  const onKeyDownCapture = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) send();
  };

  return (
    <div className={styles.form} onKeyDownCapture={onKeyDownCapture}>
      <div className={styles.rows}>
        <AddressField
          label={t('composer.to')}
          entries={reply.to}
          text={reply.toText}
          isDisabled={isSending}
          onChange={(to, toText) => dispatch(editReply(contact.id, { to, toText }))}
        />
        <AddressField
          label={t('composer.cc')}
          entries={reply.cc}
          text={reply.ccText}
          isDisabled={isSending}
          onChange={(cc, ccText) => dispatch(editReply(contact.id, { cc, ccText }))}
        />
        <div className={row.row}>
          <label className={row.label} htmlFor={subjectId}>
            {t('composer.subject')}
          </label>
          <input
            id={subjectId}
            className={row.input}
            value={reply.subject}
            maxLength={2000}
            disabled={isSending}
            dir="auto"
            onChange={(event) => dispatch(editReply(contact.id, { subject: event.target.value }))}
          />
        </div>
        <div className={row.row}>
          <span className={row.label}>{t('composer.from')}</span>
          <span className={`${row.value} ${styles.from}`} title={t('composer.fromFixed')}>
            {personWithAddress(contact.entryPoint)}
          </span>
        </div>
      </div>
      <RichTextEditor
        ref={editor}
        initialDelta={reply.delta}
        label={t('composer.message')}
        placeholder={t('composer.placeholder')}
        isReadOnly={isSending}
        onChange={(delta) => dispatch(editReply(contact.id, { delta }))}
      />
      {composer.sendProblem ? <SendProblemNotice problem={composer.sendProblem} onRetry={send} /> : null}
      <SendBar contact={contact} composer={composer} onSend={send} />
    </div>
  );
}
