import { selectBodies } from '../../../service/reading/content/select-bodies';
import { readStructure } from '../../../service/reading/mime/structure';
import { readHeader, readMailboxes } from '../../../service/reading/read-header';
import { compareAttachments, compareTexts } from './compare-parts';
import { isLikeLost, mailboxRule, type Rule } from './deliberate';
import { difference, type Difference } from './difference';
import { expectedMailboxes, expectedSubject, type ExpectedMail } from './expected-mail';

const FIELDS = ['from', 'to', 'cc', 'bcc', 'reply_to', 'sender'];

/** Reads a mail by the product's functions, compares it with its tree, and the messages in it with theirs. */
export function compareMail(raw: Buffer, expected: ExpectedMail): Difference[] {
  const tree = readStructure(raw);
  const { source, root } = tree;
  const bodies = selectBodies(root);
  return [
    ...compareHeader(source.subarray(0, root.start), expected),
    ...compareTexts({ what: 'text', source, parts: bodies.text, expected, wanted: expected.text_body }),
    ...compareTexts({ what: 'html', source, parts: bodies.html, expected, wanted: expected.html_body }),
    ...compareAttachments(
      { what: 'attachment', source, parts: bodies.attachments, expected, wanted: expected.attachments },
      compareMail,
    ),
  ];
}

function compareHeader(raw: Buffer, expected: ExpectedMail): Difference[] {
  const header = readHeader(raw);
  const differences = FIELDS.flatMap((field) => {
    const all = expectedMailboxes(expected, field);
    const wanted = all.filter(({ address }) => address !== null);
    const nobody = all.length - wanted.length;
    const found = readMailboxes(header.fields, field.replace('_', '-'));
    const own: Difference[] = nobody > 0 ? [{ what: field, detail: `${nobody} left out`, rule: 'nobody' }] : [];
    if (found.length !== wanted.length) return [...own, { what: field, detail: `${found.length} of ${wanted.length}` }];
    return [
      ...own,
      ...wanted.flatMap((mailbox, at) => {
        const actual = found[at] ?? { name: null, address: null };
        const rule = mailboxRule(mailbox, actual);
        return difference(field, mailbox, actual, rule);
      }),
    ];
  });
  const subject = expectedSubject(expected);
  return [...differences, ...difference('subject', subject, header.subject, textRule(subject, header.subject))];
}

function textRule(expected: string, actual: string): Rule | null | undefined {
  if (expected === actual) return null;
  return isLikeLost(expected, actual) ? 'charset' : undefined;
}
