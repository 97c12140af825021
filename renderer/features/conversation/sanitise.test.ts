// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { sanitiseMail } from './sanitise';

const PNG = 'data:image/png;base64,AAAA';
const clean = (html: string, inlineImages: Record<string, string> = {}) =>
  sanitiseMail(html, { inlineImages, quotedLabel: 'quoted' });

describe('sanitiseMail keeps out', () => {
  it.each([
    ['a script', '<p>x</p><script>alert(1)</script>', /script|alert/],
    ['an event handler', '<img src="x" onerror="alert(1)"><p onclick="alert(1)">x</p>', /on\w+=|alert/],
    ['a javascript link', '<a href="javascript:alert(1)">x</a>', /javascript|href/],
    ['a javascript link with blanks and tabs', '<a href=" java\tscript:alert(1)">x</a>', /script|href/],
    ['a data link', '<a href="data:text/html,<script>alert(1)</script>">x</a>', /href|alert/],
    ['a file link', '<a href="file:///etc/passwd">x</a>', /href/],
    [
      'an svg with a script',
      '<svg><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>',
      /svg|script|alert/,
    ],
    ['math', '<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>', /<math|onerror/],
    ['a frame', '<iframe src="https://evil.example"></iframe><frameset></frameset>', /frame/],
    ['an object', '<object data="x"></object><embed src="x"><applet></applet>', /object|embed|applet/],
    [
      'a form',
      '<form action="https://evil.example"><input name="password"><button>Go</button></form>',
      /<form|<input|<button|evil/,
    ],
    ['a base', '<base href="https://evil.example/"><a href="/x">x</a>', /base|href/],
    ['a refresh', '<meta http-equiv="refresh" content="0;url=https://evil.example">', /meta|evil/],
    ['a style sheet from elsewhere', '<link rel="stylesheet" href="https://evil.example/x.css">', /link|evil/],
    ['a target', '<a href="https://a.example" target="_blank" ping="https://evil.example">x</a>', /target|ping|evil/],
    ['a srcset', '<img src="cid:none" srcset="https://evil.example/2x.png 2x">', /srcset|evil/],
    ['a video', '<video src="https://evil.example/x.mp4" poster="https://evil.example/x.png"></video>', /video|evil/],
    ['a picture that is a page', '<img src="data:text/html;base64,AAAA">', /data:/],
    ['an svg picture', '<img src="data:image/svg+xml;base64,AAAA">', /data:/],
    ['a relative picture', '<img src="/local.png"><img src="mail-frame://other/1">', /src=/],
  ])('%s', (_name, html, forbidden) => {
    expect(clean(html).html).not.toMatch(forbidden);
  });
});

describe('sanitiseMail', () => {
  it('keeps what a mail is made of', () => {
    const { html } = clean(
      '<html><head><style>p > b { color: red }</style></head><body bgcolor="#eee"><table width="100%"><tr><td style="color:blue"><p><b>bold</b></p></td></tr></table></body></html>',
    );
    for (const kept of ['p > b { color: red }', 'bgcolor="#eee"', '<table width="100%">', 'color', '<b>bold</b>']) {
      expect(html).toContain(kept);
    }
  });

  it('shows the pictures that the mail brings, encoded or not, and drops those it does not', () => {
    const { html, remoteCount } = clean('<img src="cid:a%40b"><img src="CID:c"><img src="cid:missing" alt="gone">', {
      'a@b': PNG,
      c: PNG,
    });
    expect(html.split(PNG)).toHaveLength(3);
    expect(html).not.toContain('cid:');
    expect(html).toContain('alt="gone"');
    expect(remoteCount).toBe(0);
  });

  it('does not let an inline picture be anything but a picture', () => {
    expect(clean('<img src="cid:a">', { a: 'data:text/html;base64,AAAA' }).html).not.toContain('data:');
  });

  it('counts remote pictures wherever they hide, and asks for them by https', () => {
    const { html, remoteCount } = clean(
      `<img src="http://t.example/1.gif"><img src="//t.example/2.gif"><table background="https://t.example/3.png"><tr><td style="background:url('https://t.example/4.png')">x</td></tr></table><style>p{background:url(//t.example/5.png)}</style>`,
    );
    expect(remoteCount).toBe(5);
    expect(html).toContain('https://t.example/1.gif');
    expect(html).toContain('https://t.example/2.gif');
  });

  it('puts a brought picture into style, too', () => {
    expect(clean('<div style="background:url(cid:a)">x</div>', { a: PNG }).html).toContain(PNG);
  });

  it('tells the links with what is written on them', () => {
    const { links } = clean('<a href="https://evil.example/login">www.bank.example</a><a href="#top">up</a>');
    expect(links).toEqual([{ href: 'https://evil.example/login', text: 'www.bank.example' }]);
  });

  it('folds the outermost quote, once', () => {
    const { html } = clean('<p>mine</p><blockquote type="cite">a<blockquote type="cite">b</blockquote></blockquote>');
    expect(html.match(/<details>/g)).toHaveLength(1);
    expect(html).toContain('<summary>quoted</summary>');
  });

  it('leaves a mail open that is nothing but a quote', () => {
    expect(clean('<blockquote type="cite">all of it</blockquote>').html).not.toContain('<details>');
  });

  it('takes broken HTML as it comes', () => {
    expect(clean('<p>one<div><b>two</p><img src=x').html).toContain('two');
    expect(clean('').html).toContain('<body>');
  });
});
