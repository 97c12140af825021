import {
  makeStyles,
  mergeClasses,
  tokens,
  Toolbar,
  ToolbarButton,
  ToolbarDivider,
  Tooltip,
} from '@fluentui/react-components';
import {
  ClearFormattingRegular,
  TextBoldRegular,
  TextBulletListLtrRegular,
  TextItalicRegular,
  TextNumberListLtrRegular,
  TextQuoteRegular,
  TextUnderlineRegular,
} from '@fluentui/react-icons';
import type Quill from 'quill';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from './link-button';

const useStyles = makeStyles({
  bar: {
    padding: '2px 4px',
    gap: '2px',
    flexWrap: 'wrap',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground2,
    borderRadius: `${tokens.borderRadiusMedium} ${tokens.borderRadiusMedium} 0 0`,
  },
  on: { backgroundColor: 'var(--rdBrandSoft)', color: 'var(--rdBrandInk)' },
});

type Formats = Record<string, unknown>;

/** The formats at the cursor, followed as it moves. */
function useFormats(quill: Quill | null): Formats {
  const [formats, setFormats] = useState<Formats>({});
  useEffect(() => {
    if (!quill) return;
    const read = () => {
      // Asking for formats must not pull the focus back into an editor which the person has left.
      if (quill.hasFocus()) setFormats(quill.getFormat());
    };
    quill.on('editor-change', read);
    return () => {
      quill.off('editor-change', read);
    };
  }, [quill]);
  return formats;
}

type Tool = { key: string; icon: ReactElement; format: string; value: unknown; shortcut?: string };

const INLINE: Tool[] = [
  { key: 'bold', icon: <TextBoldRegular />, format: 'bold', value: true, shortcut: 'B' },
  { key: 'italic', icon: <TextItalicRegular />, format: 'italic', value: true, shortcut: 'I' },
  { key: 'underline', icon: <TextUnderlineRegular />, format: 'underline', value: true, shortcut: 'U' },
];
const BLOCK: Tool[] = [
  { key: 'bullets', icon: <TextBulletListLtrRegular />, format: 'list', value: 'bullet' },
  { key: 'numbers', icon: <TextNumberListLtrRegular />, format: 'list', value: 'ordered' },
  { key: 'quote', icon: <TextQuoteRegular />, format: 'blockquote', value: true },
];

/** The editor's toolbar: one Tab stop, arrows inside, each button with its name and whether it is on. */
export function EditorToolbar({ quill, isDisabled }: { quill: Quill | null; isDisabled: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const formats = useFormats(quill);
  const off = isDisabled || !quill;

  const toggle = ({ format, value }: Tool) => {
    if (!quill) return;
    quill.focus();
    quill.format(format, formats[format] === value ? false : value, 'user');
  };
  const clear = () => {
    const range = quill?.getSelection(true);
    if (!quill || !range) return;
    const [line, offset] = quill.getLine(range.index);
    // Without a selection the line under the cursor is meant.
    if (range.length > 0) quill.removeFormat(range.index, range.length, 'user');
    else if (line) quill.removeFormat(range.index - offset, line.length(), 'user');
  };
  const toolButton = (tool: Tool) => {
    const isOn = formats[tool.format] === tool.value;
    const name = t(`editor.${tool.key}`);
    return (
      <Tooltip
        key={tool.key}
        content={tool.shortcut ? `${name} (Ctrl+${tool.shortcut})` : name}
        relationship="description"
      >
        <ToolbarButton
          className={mergeClasses(isOn && styles.on)}
          icon={tool.icon}
          aria-label={name}
          aria-pressed={isOn}
          disabled={off}
          onClick={() => toggle(tool)}
        />
      </Tooltip>
    );
  };

  return (
    <Toolbar className={styles.bar} size="small" aria-label={t('editor.toolbar')} onMouseDown={keepSelection}>
      {INLINE.map(toolButton)}
      <ToolbarDivider />
      {BLOCK.map(toolButton)}
      <ToolbarDivider />
      <LinkButton quill={quill} current={formats.link} isDisabled={off} />
      <Tooltip content={t('editor.clear')} relationship="description">
        <ToolbarButton
          icon={<ClearFormattingRegular />}
          aria-label={t('editor.clear')}
          disabled={off}
          onClick={clear}
        />
      </Tooltip>
    </Toolbar>
  );
}

/** A click on a tool must not take the selection it is meant for. */
function keepSelection(event: React.MouseEvent): void {
  if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
}
