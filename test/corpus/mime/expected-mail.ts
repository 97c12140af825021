/** As much of a tree of stalwart's mail-parser as is compared. */
export type ExpectedMail = {
  text_body: number[];
  html_body: number[];
  attachments: number[];
  parts: ExpectedPart[];
};
export type ExpectedPart = {
  /** Whether something of it could not be decoded, or ended too early. */
  is_encoding_problem: boolean;
  headers: { name: string | { other: string }; value: unknown }[];
  body: {
    Text?: string;
    Html?: string;
    Binary?: number[];
    InlineBinary?: number[];
    Multipart?: number[];
    Message?: ExpectedMail;
  };
};
export type ExpectedMailbox = { name: string | null; address: string | null };
type ContentType = { c_type: string; c_subtype?: string | null; attributes?: { name: string; value: string }[] | null };

/** Whether a file holds such a tree. */
export function isExpectedMail(tree: unknown): tree is ExpectedMail {
  if (typeof tree !== 'object' || tree === null) return false;
  return ['text_body', 'html_body', 'attachments', 'parts'].every((key) => Array.isArray(Reflect.get(tree, key)));
}

function valuesOf(part: ExpectedPart | undefined, name: string, kind: string): unknown[] {
  const own = part?.headers.filter((header) => header.name === name) ?? [];
  return own.flatMap(({ value }) => {
    const inner: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, kind) : undefined;
    return inner === undefined ? [] : [inner];
  });
}

/** All mailboxes of the fields of this name, those of groups too. */
export function expectedMailboxes(mail: ExpectedMail, name: string): ExpectedMailbox[] {
  const values = valuesOf(mail.parts[0], name, 'Address') as {
    List?: ExpectedMailbox[];
    Group?: { addresses: ExpectedMailbox[] }[];
  }[];
  return values.flatMap(({ List, Group }) => List ?? (Group ?? []).flatMap(({ addresses }) => addresses));
}

/** The first subject. */
export function expectedSubject(mail: ExpectedMail): string {
  const [subject] = valuesOf(mail.parts[0], 'subject', 'Text');
  return typeof subject === 'string' ? subject : '';
}

/** The media type of a part. */
export function expectedType(part: ExpectedPart): string {
  const [type] = valuesOf(part, 'content_type', 'ContentType') as ContentType[];
  if (type === undefined) return part.body.Message === undefined ? 'text/plain' : 'message/rfc822';
  return `${type.c_type}/${type.c_subtype ?? ''}`.toLowerCase();
}

/** The name of a file that a part is. */
export function expectedName(part: ExpectedPart): string | null {
  const [disposition] = valuesOf(part, 'content_disposition', 'ContentType') as ContentType[];
  const [type] = valuesOf(part, 'content_type', 'ContentType') as ContentType[];
  const named = (of: ContentType | undefined, name: string): string | undefined =>
    of?.attributes?.find((attribute) => attribute.name === name)?.value;
  return named(disposition, 'filename') ?? named(type, 'name') ?? null;
}
