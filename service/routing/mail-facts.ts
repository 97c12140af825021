import { decodeWords } from 'postal-mime';
import { withoutDetail } from '../../common/mail/addresses';
import { automaticKind, type AutomaticKind } from '../../common/mail/automatic-mail';
import { fieldValues } from '../../common/mail/header-block';
import { patternsFor, type AddressPatterns } from './address-patterns';
import type { RoutableMail } from './compile-routing';
import { foldText } from './fold-text';
import type { KeywordGroups } from './keyword-groups';
import { languageOf } from './language';
import { recipientsOf } from './match-recipient';
import type { OfficeHours } from './office-hours';

/** What is looked at of a header field, in characters. */
const MAX_FIELD = 64 * 1024;

/** What a configuration gives all its rules to look things up in. */
export type Lookups = {
  vip: AddressPatterns;
  senderGroups: ReadonlyMap<string, { name: string; members: AddressPatterns }>;
  calendars: ReadonlyMap<string, (at: Date) => OfficeHours>;
  keywords: KeywordGroups;
};

/** What rules ask about one mail; found out when it is asked for the first time. */
export class MailFacts {
  readonly senderAddress: string | null;
  /** What is on the list of important senders. */
  readonly vipBy: string | null;
  private readonly bySenderGroup = new Map<string, string | null>();
  private readonly byHeader = new Map<string, string[]>();
  private readonly byCalendar = new Map<string, OfficeHours>();
  private recipientFields: Map<string, string> | null = null;
  private writtenIn: { language: string | null } | null = null;
  private machine: { kind: AutomaticKind | null } | null = null;

  constructor(
    readonly mail: RoutableMail,
    readonly lookups: Lookups,
    private readonly arrival: { at: Date; calendar: string | null },
  ) {
    this.senderAddress = mail.sender?.address ?? null;
    this.vipBy = this.senderAddress === null ? null : lookups.vip.find(this.senderAddress);
  }

  /** The member by which the sender is in the group. */
  memberOf(group: string): string | null {
    const known = this.bySenderGroup.get(group);
    if (known !== undefined || this.senderAddress === null) return known ?? null;
    const member = this.lookups.senderGroups.get(group)?.members.find(this.senderAddress) ?? null;
    this.bySenderGroup.set(group, member);
    return member;
  }

  /** Every pattern that takes in a recipient, with the first field that names one. */
  get recipients(): ReadonlyMap<string, string> {
    if (this.recipientFields !== null) return this.recipientFields;
    const fields = new Map<string, string>();
    for (const { field, address } of recipientsOf(this.mail.fields)) {
      for (const pattern of [...patternsFor(address), withoutDetail(address)]) {
        if (!fields.has(pattern)) fields.set(pattern, field);
      }
    }
    this.recipientFields = fields;
    return fields;
  }

  /** The fields of this name (lower case), decoded and folded. */
  header(name: string): readonly string[] {
    const known = this.byHeader.get(name);
    if (known !== undefined) return known;
    const values = fieldValues(this.mail.fields, name).map((value) => {
      const raw = value.slice(0, MAX_FIELD);
      return foldText(raw.includes('=?') ? decodeWords(raw) : raw).trim();
    });
    this.byHeader.set(name, values);
    return values;
  }

  get language(): string | null {
    this.writtenIn ??= { language: languageOf(this.mail.subject, this.mail.text ?? '') };
    return this.writtenIn.language;
  }

  get automatic(): AutomaticKind | null {
    this.machine ??= { kind: automaticKind(this.mail.fields) };
    return this.machine.kind;
  }

  /** At arrival, by this calendar or, for null, by that of the queue which the address names. */
  officeHours(calendar: string | null): OfficeHours {
    const id = calendar ?? this.arrival.calendar;
    const open = id === null ? undefined : this.lookups.calendars.get(id);
    if (id === null || open === undefined) return { isOpen: true, detail: 'open: the queue has no office hours' };
    const known = this.byCalendar.get(id) ?? open(this.arrival.at);
    this.byCalendar.set(id, known);
    return known;
  }
}
