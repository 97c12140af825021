/** A picture of the text as the composer takes it: shown by its content id, beside the HTML. */
type Picture = { cid: string; filename: string; content: Buffer; contentType: string; contentDisposition: 'inline' };

const DATA_PICTURE = /(<img\b[^>]*?\ssrc=)(["'])data:image\/(png|jpe?g|gif|webp);base64,([a-z0-9+/=\s]+)\2/gi;

/**
 * Takes pictures pasted into the text out of it, as parts that the text names by `cid:`: mail programs do not show
 * data: addresses. The ids are of the message, so that a forwarded one never meets another's picture.
 */
export function detachPictures(html: string, messageId: string): { html: string; pictures: Picture[] } {
  const pictures: Picture[] = [];
  const detached = html.replace(DATA_PICTURE, (_all, before: string, quote: string, type: string, data: string) => {
    const extension = type.toLowerCase().replace('jpeg', 'jpg');
    const number = pictures.length + 1;
    const cid = `picture${number}.${messageId.replace(/[<>]/g, '')}`;
    pictures.push({
      cid,
      filename: `picture-${number}.${extension}`,
      content: Buffer.from(data, 'base64'),
      contentType: extension === 'jpg' ? 'image/jpeg' : `image/${extension}`,
      contentDisposition: 'inline',
    });
    return `${before}${quote}cid:${cid}${quote}`;
  });
  return { html: detached, pictures };
}
