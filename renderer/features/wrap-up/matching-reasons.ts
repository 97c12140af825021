import type { Reason } from '../../../common/contract/contact';

const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase().replaceAll('ı', 'i');

/** Reasons that hold every typed word, whatever its case and accents: `zwrot pien` finds "Zwrot pieniędzy". */
export function matchingReasons(reasons: Reason[], typed: string): Reason[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return reasons.filter((reason) => words.every((word) => plain(reason.label).includes(word)));
}
