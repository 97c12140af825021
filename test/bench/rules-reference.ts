import type { Configuration } from '../../common/contract/configuration/configuration';
import type { RoutableMail } from '../../service/routing/compile-routing';

type Place = { text: string; found: Map<string, boolean> };

/** The rules that match a mail, by trying each keyword of each rule: what the compiled rules are compared with. */
export function matchingRules({ rules }: Configuration, mail: RoutableMail): string[] {
  const places = { subject: placeOf(mail.subject), body: placeOf(mail.text ?? '') };
  const sender = mail.sender?.address ?? '';
  const to = mail.fields.map(({ value }) => value).join(' ');
  const matched: string[] = [];
  for (const { id, when, next } of rules) {
    const isKeyed = when.keywords.every(({ join, in: where, any }) => {
      const looked = where === 'subject-or-body' ? [places.subject, places.body] : [places[where]];
      return any.some((keyword) => looked.some((place) => isIn(keyword, place))) === (join === 'and');
    });
    const isSent = when.senders?.patterns.some((pattern) => sender.endsWith(pattern.replace('*', ''))) ?? true;
    const isAddressed = when.recipients.length === 0 || when.recipients.some((recipient) => to.includes(recipient));
    if (!isKeyed || !isSent || !isAddressed) continue;
    matched.push(id);
    if (next === 'stop') break;
  }
  return matched;
}

function placeOf(text: string): Place {
  const plain = text
    .toLowerCase()
    .replaceAll('i\u0307', 'i')
    .replaceAll('ı', 'i')
    .replace(/[\s.,?!:]+/g, ' ');
  return { text: ` ${plain} `, found: new Map() };
}

/** Most rules ask for the same words. */
function isIn(keyword: string, { text, found }: Place): boolean {
  const known = found.get(keyword);
  if (known !== undefined) return known;
  const core = keyword.toLowerCase().replaceAll('ı', 'i').replace('*', '');
  // Korean is found anywhere; what else rules look for here begins where a word begins
  const before = isKorean(core.at(0)) ? '' : ' ';
  const after = isKorean(core.at(-1)) || keyword.endsWith('*') ? '' : ' ';
  const isFound = text.includes(before + core + after);
  found.set(keyword, isFound);
  return isFound;
}

function isKorean(letter: string | undefined): boolean {
  return /\p{sc=Hangul}/u.test(letter ?? '');
}
