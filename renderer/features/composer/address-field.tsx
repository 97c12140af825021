import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useId, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { personName, personWithAddress } from '../../ui/person';
import { addEntries, parseAddresses, type AddressEntry } from './addresses';
import { useRowStyles } from './row-styles';

const useStyles = makeStyles({
  box: { display: 'flex', flexWrap: 'wrap', gap: '3px 4px', alignItems: 'center', flex: 1, minWidth: 0 },
  chip: {
    display: 'inline-flex',
    alignItems: 'center',
    maxWidth: '100%',
    borderRadius: tokens.borderRadiusCircular,
    paddingLeft: '9px',
    backgroundColor: 'var(--rdBrandSoft)',
    color: 'var(--rdBrandInk)',
    lineHeight: '20px',
  },
  invalid: { backgroundColor: 'var(--rdBadSoft)', color: 'var(--rdBadInk)' },
  name: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  remove: {
    display: 'grid',
    placeItems: 'center',
    width: '24px',
    height: '20px',
    padding: 0,
    border: 'none',
    background: 'none',
    color: 'inherit',
    borderRadius: tokens.borderRadiusCircular,
    cursor: 'pointer',
    fontSize: '11px',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
  },
});

type AddressFieldProps = {
  label: string;
  entries: AddressEntry[];
  text: string;
  isDisabled: boolean;
  onChange: (entries: AddressEntry[], text: string) => void;
};

const SEPARATORS = new Set([',', ';', 'Enter']);

/** Recipients as chips, and the field in which the next one is typed. Wrong ones are red and stay until corrected. */
export function AddressField({ label, entries, text, isDisabled, onChange }: AddressFieldProps) {
  const styles = useStyles();
  const row = useRowStyles();
  const { t } = useTranslation();
  const inputId = useId();
  const invalid = entries.filter((entry) => 'invalid' in entry);
  const commit = (typed: string) => onChange(addEntries(entries, parseAddresses(typed)), '');

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // A composing Enter (Korean and others) ends a syllable, not an address.
    if (event.nativeEvent.isComposing) return;
    if (SEPARATORS.has(event.key) && !event.ctrlKey && !event.metaKey) {
      // A comma inside an open quote is part of a name.
      if (event.key !== 'Enter' && (text.split('"').length - 1) % 2 === 1) return;
      event.preventDefault();
      commit(text);
    } else if (event.key === 'Backspace' && text === '' && entries.length > 0) {
      const last = entries.at(-1);
      // A wrong one goes back into the field to be corrected, a right one goes.
      onChange(entries.slice(0, -1), last && 'invalid' in last ? last.invalid : '');
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (!/[,;\n<]/.test(pasted)) return;
    event.preventDefault();
    commit(text + pasted);
  };

  return (
    <div className={row.row}>
      <label className={row.label} htmlFor={inputId}>
        {label}
      </label>
      <div className={styles.box}>
        {entries.map((entry) => (
          <Chip
            key={'mailbox' in entry ? entry.mailbox.address : entry.invalid}
            entry={entry}
            isDisabled={isDisabled}
            onRemove={() =>
              onChange(
                entries.filter((each) => each !== entry),
                text,
              )
            }
          />
        ))}
        <input
          id={inputId}
          className={row.input}
          value={text}
          disabled={isDisabled}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={invalid.length > 0}
          aria-describedby={invalid.length > 0 ? `${inputId}-error` : undefined}
          onChange={(event) => onChange(entries, event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => text.trim() !== '' && commit(text)}
        />
        {invalid.length > 0 ? (
          <span id={`${inputId}-error`} className={row.error} role="alert">
            {t('composer.invalidAddress', { count: invalid.length })}
          </span>
        ) : null}
      </div>
    </div>
  );
}

function Chip({ entry, isDisabled, onRemove }: { entry: AddressEntry; isDisabled: boolean; onRemove: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const isInvalid = 'invalid' in entry;
  const name = isInvalid ? entry.invalid : personName(entry.mailbox);
  return (
    <span
      className={mergeClasses(styles.chip, isInvalid && styles.invalid)}
      title={isInvalid ? entry.invalid : personWithAddress(entry.mailbox)}
    >
      <span className={styles.name}>{name}</span>
      <button
        type="button"
        className={styles.remove}
        disabled={isDisabled}
        aria-label={t('composer.removeRecipient', { name })}
        onClick={onRemove}
      >
        <DismissRegular />
      </button>
    </span>
  );
}
