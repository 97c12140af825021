/** Opened by a double click these run as programs, or start one (Windows, macOS, Linux, Office macros, archives of them). */
const DANGEROUS = new Set(
  (
    'exe com bat cmd scr pif msi msp msix appx appxbundle cpl hta jar js jse vbs vbe ws wsf wsh wsc ps1 psm1 psd1 reg inf ' +
    'lnk url scf dll sys drv ocx gadget application chm hlp iso img vhd vhdx cab diagcab settingcontent-ms library-ms ' +
    'app command dmg pkg mpkg workflow action terminal sh bash csh zsh run bin desktop appimage deb rpm apk ' +
    'docm dotm xlsm xltm xlam pptm potm ppam ppsm sldm xll one onepkg py pyc pyw rb pl php swf svg html htm xhtml shtml mht'
  ).split(' '),
);

/** Harmless looking middles of a double extension such as `invoice.pdf.exe` or `photo.jpg .zip`. */
const DISGUISES =
  /\.(pdf|docx?|xlsx?|pptx?|txt|rtf|csv|jpe?g|png|gif|bmp|tiff?|mp[34]|zip|html?)[\s._-]*\.[a-z0-9]{1,10}$/i;

/** Names that are devices on Windows whatever the extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

const MAX_LENGTH = 150;

/**
 * A name that can be shown and proposed for saving: no path, no control character, none of the marks that turn the
 * reading direction (`gpj.exe` shown as `exe.jpg`), nothing Windows forbids, of bearable length with its extension kept.
 */
export function safeFileName(name: string, fallback: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029\u00ad]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+|[ .]+$/g, '');
  if (clean === '') return fallback;
  return shorten(RESERVED.test(clean) ? `_${clean}` : clean);
}

/** True for a name of a program, or of a file that hides its true extension behind another one. */
export function isDangerousFileName(name: string): boolean {
  const lower = name.toLowerCase().replace(/[ .]+$/, '');
  const extension = /\.([^.]+)$/.exec(lower)?.[1]?.trim() ?? '';
  return DANGEROUS.has(extension) || (DISGUISES.test(lower) && !/\.tar\.[a-z0-9]+$/.test(lower));
}

function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_LENGTH) return name;
  const extension = /\.[^.]{1,16}$/.exec(name)?.[0] ?? '';
  return characters.slice(0, MAX_LENGTH - extension.length).join('') + extension;
}
