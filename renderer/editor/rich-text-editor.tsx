import { makeStyles, tokens } from '@fluentui/react-components';
import type Quill from 'quill';
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { mailHtml } from './mail-html';
import { createQuill } from './quill-setup';
import { EditorToolbar } from './toolbar';

export type EditorHandle = {
  /** Tells `onChange` now what it has not been told yet. */
  flush: () => void;
  /** The content as HTML fit for a mail. */
  html: () => string;
  isEmpty: () => boolean;
  focus: () => void;
};

type RichTextEditorProps = {
  /** Quill's Delta as JSON, read once when the editor appears; '' is empty. */
  initialDelta: string;
  label: string;
  placeholder: string;
  isReadOnly: boolean;
  /** Called with the Delta as JSON shortly after a change, and before the editor goes away. */
  onChange: (delta: string) => void;
  ref?: Ref<EditorHandle>;
};

/** Long enough to spare a long mail from being serialised at each key, short against the time of saving. */
const SETTLE_MS = 200;

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    minHeight: 0,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    ':focus-within': { border: `1px solid ${tokens.colorCompoundBrandStroke}` },
  },
  area: {
    minHeight: '132px',
    maxHeight: '38vh',
    overflow: 'auto',
    cursor: 'text',
    '& .ql-container': { font: 'inherit', height: 'auto' },
    '& .ql-editor': { padding: '10px 12px', minHeight: '132px', overflow: 'visible', lineHeight: '20px' },
    '& .ql-editor:focus-visible': { outline: 'none' },
    '& .ql-editor.ql-blank::before': {
      color: tokens.colorNeutralForeground4,
      fontStyle: 'normal',
      left: '12px',
      right: '12px',
    },
    '& .ql-editor a': { color: tokens.colorBrandForegroundLink },
    '& .ql-editor blockquote': {
      margin: '4px 0',
      paddingLeft: '10px',
      borderLeft: `2px solid ${tokens.colorNeutralStroke1}`,
      color: tokens.colorNeutralForeground2,
    },
  },
});

/** Quill behind our own interface, with our own toolbar. */
export function RichTextEditor({ initialDelta, label, placeholder, isReadOnly, onChange, ref }: RichTextEditorProps) {
  const styles = useStyles();
  const area = useRef<HTMLDivElement>(null);
  const flush = useRef<() => void>(() => undefined);
  const [quill, setQuill] = useState<Quill | null>(null);
  const latest = useRef({ initialDelta, onChange });
  useEffect(() => {
    latest.current = { initialDelta, onChange };
  });

  useEffect(() => {
    const host = document.createElement('div');
    area.current?.append(host);
    const made = createQuill(host);
    loadDelta(made, latest.current.initialDelta);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      latest.current.onChange(made.getText() === '\n' ? '' : JSON.stringify(made.getContents()));
    };
    made.on('text-change', () => {
      timer ??= setTimeout(tell, SETTLE_MS);
    });
    flush.current = tell;
    setQuill(made);
    return () => {
      // The last words are told before the editor goes: another contact may have been chosen in mid-sentence.
      tell();
      made.off('text-change');
      host.remove();
    };
  }, []);

  useEffect(() => {
    if (!quill) return;
    quill.root.setAttribute('role', 'textbox');
    quill.root.setAttribute('aria-multiline', 'true');
    quill.root.setAttribute('aria-label', label);
    quill.root.setAttribute('data-placeholder', placeholder);
    quill.root.setAttribute('spellcheck', 'true');
    quill.enable(!isReadOnly);
  }, [quill, label, placeholder, isReadOnly]);

  useImperativeHandle(
    ref,
    () => ({
      flush: () => flush.current(),
      html: () => mailHtml(quill?.getSemanticHTML() ?? ''),
      isEmpty: () => (quill?.getText() ?? '').trim() === '',
      focus: () => quill?.focus(),
    }),
    [quill],
  );

  return (
    <div className={styles.root}>
      <EditorToolbar quill={quill} isDisabled={isReadOnly} />
      <div
        className={styles.area}
        ref={area}
        onMouseDown={(event) => focusBelowText(event.target, area.current, quill)}
      />
    </div>
  );
}

/** A click under the last line belongs to the text, too. */
function focusBelowText(target: EventTarget, area: HTMLElement | null, quill: Quill | null): void {
  if (target === area && quill) requestAnimationFrame(() => quill.setSelection(quill.getLength(), 0));
}

function loadDelta(quill: Quill, json: string): void {
  if (json === '') return;
  try {
    quill.setContents(JSON.parse(json) as Parameters<Quill['setContents']>[0], 'silent');
  } catch {
    // A draft cut off by a crash is no JSON: what can be read of it as text is better than nothing.
    const texts = [...json.matchAll(/"insert":"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? '');
    quill.setText(texts.join('').replaceAll('\\n', '\n').replaceAll('\\"', '"'), 'silent');
  }
  // Ctrl+Z must not take the loaded draft away.
  quill.history.clear();
}
