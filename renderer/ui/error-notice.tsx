import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { ErrorCode } from '../../common/contract/errors';
import { wayOnFor } from './error-way-on';

type ErrorNoticeProps = {
  code: ErrorCode;
  /** Offers "Try again" where trying again can help. */
  onRetry?: () => void;
  onDismiss?: () => void;
  intent?: 'error' | 'warning';
  /** Said instead of the usual way on, where this place knows better. */
  wayOnText?: string;
};

/** An error as a person understands it: what happened, why, and the way on. */
export function ErrorNotice({ code, onRetry, onDismiss, intent = 'error', wayOnText }: ErrorNoticeProps) {
  const { t } = useTranslation();
  const wayOn = wayOnFor(code);
  return (
    <MessageBar intent={intent} layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{t(`errors.${code}.title`)}</MessageBarTitle>
        {t(`errors.${code}.text`)} {wayOnText ?? (wayOn === 'none' ? null : t(`wayOn.${wayOn}`))}
      </MessageBarBody>
      {onRetry || onDismiss ? (
        <MessageBarActions
          containerAction={
            onDismiss ? (
              <Button
                appearance="transparent"
                size="small"
                icon={<DismissRegular />}
                aria-label={t('common.dismiss')}
                onClick={onDismiss}
              />
            ) : undefined
          }
        >
          {onRetry ? (
            <Button size="small" onClick={onRetry}>
              {t('common.retry')}
            </Button>
          ) : null}
        </MessageBarActions>
      ) : null}
    </MessageBar>
  );
}
