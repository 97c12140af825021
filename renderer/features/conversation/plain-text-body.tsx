import { Button, Link, makeStyles, tokens } from '@fluentui/react-components';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppDispatch } from '../../app/hooks';
import { linkClicked } from '../links';
import { textBlocks, textPieces } from './plain-text';

const useStyles = makeStyles({
  body: { padding: '10px 14px 12px', overflow: 'auto', fontSize: '13px', lineHeight: '20px' },
  text: { margin: '0 0 8px', maxWidth: '92ch', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  quoted: {
    paddingLeft: '10px',
    borderLeft: `2px solid ${tokens.colorNeutralStroke1}`,
    color: tokens.colorNeutralForeground3,
  },
  link: { fontSize: 'inherit', lineHeight: 'inherit', overflowWrap: 'anywhere' },
  fold: { color: tokens.colorBrandForegroundLink, fontWeight: 400, paddingLeft: 0, minWidth: 0 },
});

/** A plain text mail: its own lines, links that ask before they open, quotes folded. */
export function PlainTextBody({ text }: { text: string }) {
  const styles = useStyles();
  const blocks = useMemo(() => textBlocks(text), [text]);
  const hasOwn = blocks.some((block) => block.kind === 'own');
  return (
    <div className={styles.body} dir="auto">
      {blocks.map((block, index) =>
        block.kind === 'own' ? (
          <p key={index} className={styles.text} dir="auto">
            <Linked text={block.text} />
          </p>
        ) : (
          <Quoted key={index} text={block.text} startsOpen={!hasOwn} />
        ),
      )}
    </div>
  );
}

function Quoted({ text, startsOpen }: { text: string; startsOpen: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(startsOpen);
  const id = useId();
  return (
    <>
      <Button
        appearance="transparent"
        size="small"
        className={styles.fold}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        {isOpen ? t('mail.hideQuoted') : t('mail.showQuoted')}
      </Button>
      <p id={id} hidden={!isOpen} className={`${styles.text} ${styles.quoted}`} dir="auto">
        <Linked text={text} />
      </p>
    </>
  );
}

function Linked({ text }: { text: string }) {
  const styles = useStyles();
  const dispatch = useAppDispatch();
  const pieces = useMemo(() => textPieces(text), [text]);
  return pieces.map(({ text: piece, url }, index) =>
    url === null ? (
      piece
    ) : (
      <Link as="button" key={index} className={styles.link} onClick={() => dispatch(linkClicked(url))}>
        {piece}
      </Link>
    ),
  );
}
