// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { foldQuotes } from './fold-quotes';

const HEADER =
  '<b>From:</b> Anna<br><b>Sent:</b> Tuesday, 14 May 2024 09:05<br><b>To:</b> Bea<br><b>Subject:</b> Price';

function folded(html: string): { seen: string; hidden: string[] } {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  foldQuotes(body, 'quoted');
  const hidden = [...body.querySelectorAll('details')].map((each) => {
    each.remove();
    return (each.textContent ?? '').replace(/\s+/g, ' ').replace('quoted', '').trim();
  });
  return { seen: (body.textContent ?? '').replace(/\s+/g, ' ').trim(), hidden };
}

describe('foldQuotes hides', () => {
  it.each([
    [
      'Gmail',
      '<div>Yes.</div><div class="gmail_quote"><div class="gmail_attr">On … wrote:</div>One?</div>',
      'On … wrote:One?',
    ],
    ['Yahoo', '<div>Yes.</div><div class="yahoo_quoted">One?</div>', 'One?'],
    [
      'Apple Mail',
      '<div>Yes.</div><blockquote type="cite"><div>On … wrote:</div><div>One?</div></blockquote>',
      'On … wrote:One?',
    ],
    [
      'Thunderbird',
      '<p>Yes.</p><div class="moz-cite-prefix">On … Anna wrote:<br></div><blockquote type="cite">One?</blockquote>',
      'On … Anna wrote:One?',
    ],
    ['Thunderbird, forwarding', '<p>Yes.</p><div class="moz-forward-container">One?</div>', 'One?'],
    ['Proton', '<div>Yes.</div><div class="protonmail_quote">One?</div>', 'One?'],
    [
      'Outlook',
      `<div class="WordSection1"><p>Yes.</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p>${HEADER}</p></div></div><p>One?</p><p>Two?</p></div>`,
      'From: AnnaSent: Tuesday, 14 May 2024 09:05To: BeaSubject: PriceOne?Two?',
    ],
    [
      'Outlook on the web',
      `<div>Yes.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><font>${HEADER}</font><div>&nbsp;</div></div><div>One?</div>`,
      'From: AnnaSent: Tuesday, 14 May 2024 09:05To: BeaSubject: Price One?',
    ],
  ])('what %s quotes', (_name, html, hidden) => {
    expect(folded(html)).toEqual({ seen: 'Yes.', hidden: [hidden] });
  });

  it('the line above the header as well', () => {
    const { body } = new DOMParser().parseFromString(
      `<p>Yes.</p><hr><div id="divRplyFwdMsg">${HEADER}</div><p>One?</p>`,
      'text/html',
    );
    foldQuotes(body, 'quoted');
    expect([...body.children].map((each) => each.tagName)).toEqual(['P', 'DETAILS']);
  });

  it('a quote within what Outlook quotes no second time', () => {
    const html = `<p>Yes.</p><hr><div id="divRplyFwdMsg">${HEADER}</div><div><blockquote type="cite">One?</blockquote></div>`;
    expect(folded(html).hidden).toHaveLength(1);
  });

  it('each of several quotes between answers', () => {
    const html = '<blockquote type="cite">One?</blockquote>Yes.<blockquote type="cite">Two?</blockquote>No.';
    expect(folded(html)).toEqual({ seen: 'Yes.No.', hidden: ['One?', 'Two?'] });
  });
});

describe('foldQuotes leaves', () => {
  it.each([
    ['a mail of quotes alone', '<blockquote type="cite">One?</blockquote><blockquote type="cite">Two?</blockquote>'],
    ['a forwarded mail without a word', `<hr><div id="divRplyFwdMsg">${HEADER}</div><p>One?</p>`],
    [
      'a line above something else',
      '<p>Yes.</p><div style="border-top:solid 1pt">From: Berlin<br>To: Munich</div><p>Thanks</p>',
    ],
    ['a quotation of a writer', '<p>Yes.</p><blockquote>To be or not to be</blockquote>'],
  ])('%s', (_name, html) => {
    expect(folded(html).hidden).toEqual([]);
  });

  it('a picture that is all somebody answered', () => {
    expect(folded('<img src="cid:a"><blockquote type="cite">One?</blockquote>').hidden).toEqual(['One?']);
  });

  it('a mail with a thousand quotes usable', () => {
    const html = `Yes.${'<blockquote type="cite">One?</blockquote>'.repeat(1_000)}`;
    const started = Date.now();
    expect(folded(html).hidden).toHaveLength(1_000);
    expect(Date.now() - started).toBeLessThan(5000);
  });
});
