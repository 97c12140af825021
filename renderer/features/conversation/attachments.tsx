import { Button, makeStyles, tokens, Tooltip } from '@fluentui/react-components';
import { ArrowDownloadRegular, AttachRegular, WarningRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorCode } from '../../../common/contract/errors';
import type { Attachment, MailContent } from '../../../common/contract/mail-content';
import type { ContactId } from '../../../common/ids';
import { useAppDispatch } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { fileSizeText } from '../../ui/file-size';
import { saveAttachment } from './thunks';

const useStyles = makeStyles({
  root: { padding: '0 14px 10px', display: 'flex', flexDirection: 'column', gap: '6px' },
  list: { display: 'flex', flexWrap: 'wrap', gap: '8px', margin: 0, padding: 0, listStyle: 'none' },
  file: {
    display: 'flex',
    alignItems: 'center',
    gap: '8px',
    maxWidth: '100%',
    padding: '2px 2px 2px 10px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  name: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  size: { color: tokens.colorNeutralForeground4, whiteSpace: 'nowrap' },
  danger: { color: 'var(--rdBadInk)', display: 'inline-flex' },
  saved: { color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
});

type AttachmentsProps = { contactId: ContactId; mail: MailContent };

/** A mail's attachments: named and measured, fetched only when the person saves them. */
export function Attachments({ contactId, mail }: AttachmentsProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const [saving, setSaving] = useState<string | null>(null);
  const [savedPath, setSavedPath] = useState<string | null>(null);
  const [problem, setProblem] = useState<ErrorCode | null>(null);

  const save = async (attachment: Attachment) => {
    setSaving(attachment.part);
    setProblem(null);
    setSavedPath(null);
    const { folder, uid } = mail;
    const { part, fileName } = attachment;
    const outcome = await dispatch(saveAttachment({ contactId, folder, uid, part, fileName }));
    setSaving(null);
    setSavedPath(outcome.path);
    setProblem(outcome.problem);
  };

  if (mail.attachments.length === 0) return null;
  return (
    <div className={styles.root}>
      <ul className={styles.list} aria-label={t('mail.attachments')}>
        {mail.attachments.map((attachment) => (
          <AttachmentItem
            key={attachment.part}
            attachment={attachment}
            isSaving={saving === attachment.part}
            onSave={() => void save(attachment)}
          />
        ))}
      </ul>
      <div role="status" className={styles.saved}>
        {savedPath === null ? null : t('mail.savedTo', { path: savedPath })}
      </div>
      {problem ? <ErrorNotice code={problem} onDismiss={() => setProblem(null)} /> : null}
    </div>
  );
}

type AttachmentItemProps = { attachment: Attachment; isSaving: boolean; onSave: () => void };

function AttachmentItem({ attachment, isSaving, onSave }: AttachmentItemProps) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const size = fileSizeText(attachment.sizeBytes, i18n.language);
  return (
    <li className={styles.file}>
      {attachment.isDangerous ? (
        <Tooltip content={t('mail.dangerous')} relationship="label">
          <span className={styles.danger} role="img" tabIndex={0}>
            <WarningRegular />
          </span>
        </Tooltip>
      ) : (
        <AttachRegular aria-hidden="true" />
      )}
      <span className={styles.name} title={attachment.fileName}>
        {attachment.fileName}
      </span>
      <span className={styles.size}>{size}</span>
      <Button
        size="small"
        appearance="subtle"
        icon={<ArrowDownloadRegular />}
        disabledFocusable={isSaving}
        aria-label={t('mail.saveFile', { name: attachment.fileName })}
        onClick={onSave}
      >
        {isSaving ? t('mail.saving') : t('mail.save')}
      </Button>
    </li>
  );
}
