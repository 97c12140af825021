import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { automaticKind } from '../../common/mail/automatic-mail';
import { splitHeader } from '../../common/mail/header-block';
import { readStructure } from '../../service/reading/mime/structure';
import { readReport } from '../../service/reading/reports/read-report';
import { mayBeReport } from '../../service/reading/reports/report';
import { failedByEvidence } from './bounce-evidence';
import type { CorpusCheck, CorpusFigures } from './check';

type Expected = 'bounce' | 'complaint' | 'automatic-reply';
type Found = Expected | 'automatic' | 'customer';
type Verdict = { expected: Expected; found: Found; isRecipientRight: boolean; hasStatus: boolean };

const GOAL = 0.95;
const PREFIXES: Record<string, Expected> = {
  lhost: 'bounce',
  rhost: 'bounce',
  rfc3464: 'bounce',
  arf: 'complaint',
  rfc3834: 'automatic-reply',
};

/** The kind that a file's name promises, or null for a file that is none of ours. */
function expectedOf(file: string): Expected | null {
  return file.endsWith('.eml') ? (PREFIXES[file.split('-')[0] ?? ''] ?? null) : null;
}

/** As intake does it: the header first, and the rest of the mail only where it may be a report. */
function judge(source: Buffer, expected: Expected): Verdict {
  const header = splitHeader(source.toString('latin1'));
  const report = mayBeReport(header) ? readReport(readStructure(source)) : null;
  const automatic = automaticKind(header);
  const evidence = failedByEvidence(source);
  const isRecipientRight =
    report !== null && report.recipients.length > 0 && report.recipients.every(({ address }) => evidence.has(address));
  const hasStatus = report?.recipients.some(({ status }) => status !== null) ?? false;
  return { expected, found: kindOf(report?.kind ?? null, automatic), isRecipientRight, hasStatus };
}

function kindOf(report: string | null, automatic: string | null): Found {
  if (report !== null) return report === 'complaint' ? 'complaint' : 'bounce';
  if (automatic === null) return 'customer';
  // vacation programs of Exchange call their replies generated
  return automatic === 'auto-replied' || automatic === 'auto-generated' ? 'automatic-reply' : 'automatic';
}

function isRight({ expected, found, isRecipientRight }: Verdict): boolean {
  return found === expected && (expected !== 'bounce' || isRecipientRight);
}

async function run(dir: string): Promise<CorpusFigures> {
  const verdicts: (Verdict & { file: string })[] = [];
  for (const file of (await readdir(dir)).sort()) {
    const expected = expectedOf(file);
    if (expected !== null) verdicts.push({ file, ...judge(await readFile(join(dir, file)), expected) });
  }
  const of = (kind: Expected): typeof verdicts => verdicts.filter(({ expected }) => expected === kind);
  const bounced = of('bounce');
  const right = bounced.filter(isRight).length;
  const asCustomer = verdicts.filter(({ found }) => found === 'customer').length;
  const apart = [...of('complaint'), ...of('automatic-reply')];
  const toldApart = apart.filter(isRight).length;
  const rate = bounced.length === 0 ? 1 : right / bounced.length;
  return {
    kind: 'bounces',
    ok: rate >= GOAL && asCustomer === 0 && toldApart === apart.length,
    goal: '≥ 95 % of the failures with the right failed recipient, none as customer mail, replies and complaints told apart',
    figures: {
      mails: verdicts.length,
      bounces: bounced.length,
      bouncesRecognised: bounced.filter(({ found }) => found === 'bounce').length,
      bouncesWithRightRecipient: right,
      bouncesWithRightRecipientPercent: Math.round(rate * 1000) / 10,
      bouncesWithStatus: bounced.filter(({ hasStatus }) => hasStatus).length,
      takenForCustomerMail: asCustomer,
      complaints: of('complaint').length,
      automaticReplies: of('automatic-reply').length,
      repliesAndComplaintsToldApart: toldApart,
    },
    failures: verdicts
      .filter((verdict) => !isRight(verdict))
      .map(({ file, found, isRecipientRight }) => {
        return `${file}: ${found}${found === 'bounce' && !isRecipientRight ? ', recipient not in evidence' : ''}`;
      }),
  };
}

/** Delivery failures, complaints and automatic replies, of the kind that their file's name begins with. */
export const bounces: CorpusCheck = {
  kind: 'bounces',
  recognises: async (dir) => (await readdir(dir)).some((file) => expectedOf(file) !== null),
  run,
};
