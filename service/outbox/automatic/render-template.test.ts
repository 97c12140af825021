import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderSubject, renderTemplate, type TemplateValues } from './render-template';

const values: TemplateValues = {
  customer: { name: 'Jürgen Müller', address: 'j@customers.example' },
  contact: { number: 10023, subject: 'Invoice {{customer.address}}' },
  csq: { name: 'Support' },
  entryPoint: { name: 'Example Support', address: 'support@example.com' },
};
const named = (name: string): TemplateValues => ({ ...values, customer: { ...values.customer, name } });

describe('a template', () => {
  it('has its variables replaced, each wherever it stands', () => {
    const text =
      'Dear {{customer.name}} <{{customer.address}}>,\n{{contact.number}} {{ csq.name }} {{csq.name}}\n-- \n';
    expect(renderTemplate(`${text}{{entryPoint.name}}, {{entryPoint.address}}`, values)).toBe(
      'Dear Jürgen Müller <j@customers.example>,\n10023 Support Support\n-- \nExample Support, support@example.com',
    );
  });

  it('replaces what it brings itself, not what a value brings', () => {
    expect(renderTemplate('{{contact.subject}}', values)).toBe('Invoice {{customer.address}}');
    expect(renderTemplate('{{customer.name}}', named('$& $1 {{csq.name}}'))).toBe('$& $1 {{csq.name}}');
  });

  it('leaves what is no variable', () => {
    const text = '{{customer.phone}} {{}} {{ {{constructor}} {{__proto__}}';
    expect(renderTemplate(text, values)).toBe(text);
  });

  it('names a customer without a name by the address, and keeps a long one short', () => {
    expect(renderTemplate('{{customer.name}}', named(' \r\n'))).toBe('j@customers.example');
    expect(renderTemplate('{{customer.name}}', named('x'.repeat(500)))).toHaveLength(100);
  });

  it.each([
    ['', 'Question', 'Re: Question'],
    ['', 'RE: Question', 'RE: Question'],
    ['', '', 'Re:'],
    ['We have it: {{contact.subject}}', 'Question', 'We have it: Question'],
  ])('subject %j for %j', (subject, theirs, expected) => {
    expect(renderSubject(subject, { ...values, contact: { number: 1, subject: theirs } })).toBe(expected);
  });

  it('never brings a line into a header or a control character into a text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, subject) => {
        const wild = { ...named(name), contact: { number: 1, subject } };
        expect(renderSubject('{{customer.name}}: {{contact.subject}}', wild)).not.toMatch(/\p{Cc}/u);
        expect(renderSubject('', wild)).not.toMatch(/\p{Cc}/u);
        expect(renderTemplate('{{customer.name}}{{contact.subject}}', wild)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
