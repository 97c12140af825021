import {
  Button,
  Field,
  Input,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  ToolbarButton,
} from '@fluentui/react-components';
import { LinkRegular } from '@fluentui/react-icons';
import type Quill from 'quill';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { linkAddress } from './link-address';

const useStyles = makeStyles({
  surface: { display: 'flex', flexDirection: 'column', gap: '10px', width: '320px' },
  buttons: { display: 'flex', justifyContent: 'flex-end', gap: '8px' },
});

type LinkButtonProps = { quill: Quill | null; current: unknown; isDisabled: boolean };
type Range = { index: number; length: number };

/** Sets, changes or removes the link of the selection; without one, the address itself is written as a link. */
export function LinkButton({ quill, current, isDisabled }: LinkButtonProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [range, setRange] = useState<Range | null>(null);
  const [typed, setTyped] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const currentLink = typeof current === 'string' ? current : '';

  const open = () => {
    // The selection is noted first: the popover's field takes the focus from it.
    const selected = quill?.getSelection(true);
    if (!selected) return;
    setRange(selected);
    setTyped(currentLink);
    setWasTried(false);
  };
  const close = () => {
    if (quill && range) quill.setSelection(range.index + range.length, 0);
    setRange(null);
  };
  const apply = () => {
    const url = linkAddress(typed);
    setWasTried(true);
    if (url === null || !quill || !range) return;
    if (range.length === 0) quill.insertText(range.index, typed.trim(), 'link', url, 'user');
    else quill.formatText(range.index, range.length, 'link', url, 'user');
    close();
  };
  const remove = () => {
    if (quill && range) quill.formatText(range.index, Math.max(range.length, 1), 'link', false, 'user');
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    apply();
  };

  return (
    <Popover open={range !== null} onOpenChange={(_, data) => (data.open ? open() : close())} trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <ToolbarButton
          icon={<LinkRegular />}
          aria-label={t('editor.link')}
          aria-pressed={currentLink !== ''}
          disabled={isDisabled}
        />
      </PopoverTrigger>
      <PopoverSurface aria-label={t('editor.link')} className={styles.surface}>
        <Field
          label={t('editor.linkAddress')}
          validationMessage={wasTried && linkAddress(typed) === null ? t('editor.linkInvalid') : undefined}
        >
          <Input value={typed} onChange={(_, data) => setTyped(data.value)} onKeyDown={onKeyDown} spellCheck={false} />
        </Field>
        <div className={styles.buttons}>
          {currentLink === '' ? null : <Button onClick={remove}>{t('editor.linkRemove')}</Button>}
          <Button appearance="primary" onClick={apply}>
            {t('editor.linkApply')}
          </Button>
        </div>
      </PopoverSurface>
    </Popover>
  );
}
