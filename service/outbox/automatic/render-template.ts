/** What the variables of a template stand for. */
export type TemplateValues = {
  customer: { name: string; address: string };
  contact: { number: number; subject: string };
  csq: { name: string };
  entryPoint: { name: string; address: string };
};

/** Customers write their names and subjects themselves: a reply must not carry a letter of theirs to somebody else. */
const MAX_NAME = 100;
const MAX_SUBJECT = 200;

/**
 * Puts the values in, once: what a value brings is not looked at for variables again. A name that is none stays as it
 * stands, so that a mistake is seen. No value brings a line break or another control character.
 */
export function renderTemplate(text: string, { customer, contact, csq, entryPoint }: TemplateValues): string {
  const values = new Map([
    ['customer.name', oneLine(customer.name, MAX_NAME) || customer.address],
    ['customer.address', customer.address],
    ['contact.number', String(contact.number)],
    ['contact.subject', oneLine(contact.subject, MAX_SUBJECT)],
    ['csq.name', csq.name],
    ['entryPoint.name', entryPoint.name],
    ['entryPoint.address', entryPoint.address],
  ]);
  return text.replace(/\{\{\s*([a-zA-Z.]{1,40})\s*\}\}/g, (written, name: string) => {
    const value = values.get(name);
    return value === undefined ? written : oneLine(value, value.length);
  });
}

/** A template's subject for a header; where it is empty the customer's own, as an answer. */
export function renderSubject(subject: string, values: TemplateValues): string {
  if (subject !== '') return oneLine(renderTemplate(subject, values), 1000);
  const theirs = oneLine(values.contact.subject, MAX_SUBJECT);
  return /^re\s*:/i.test(theirs) ? theirs : `Re: ${theirs}`.trim();
}

/** Also without the characters that turn the reading direction of what follows. */
function oneLine(text: string, maxLength: number): string {
  const clean = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  return Array.from(clean).slice(0, maxLength).join('');
}
