import { describe, expect, it } from 'vitest';
import { fakeContact, fakeMail } from '../../../test/fakes/desk-data';
import { replyRecipients, replySubject } from './reply';

describe('replySubject', () => {
  it.each([
    ['Invoice', 'Re: Invoice'],
    ['Re: Invoice', 'Re: Invoice'],
    ['RE: AW: Re[2]: Invoice', 'Re: Invoice'],
    ['YNT: Fatura', 'Re: Fatura'],
    ['Odp:Faktura', 'Re: Faktura'],
    ['답장: 문의', 'Re: 문의'],
    ['Fwd: Re: Invoice', 'Re: Fwd: Re: Invoice'],
    ['Resume: mine', 'Re: Resume: mine'],
    ['', 'Re:'],
  ])('answers %j with %j', (subject, expected) => {
    expect(replySubject(subject)).toBe(expected);
  });
});

describe('replyRecipients', () => {
  const contact = fakeContact(1);
  const jane = { name: 'Jane', address: 'jane@customers.example' };

  it('answers where the newest mail wants it', () => {
    expect(replyRecipients(contact, [fakeMail(), fakeMail({ replyTo: [jane] })])).toEqual([jane]);
    expect(replyRecipients(contact, [fakeMail({ from: jane })])).toEqual([jane]);
  });

  it('answers the customer where no mail says otherwise', () => {
    expect(replyRecipients(contact, [])).toEqual([contact.customer]);
    expect(replyRecipients(contact, [fakeMail({ from: null })])).toEqual([contact.customer]);
  });

  it('never answers our own address', () => {
    const own = { name: '', address: contact.entryPoint.address.toUpperCase() };
    expect(replyRecipients(contact, [fakeMail({ from: own })])).toEqual([contact.customer]);
  });
});
