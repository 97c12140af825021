import Quill from 'quill';
import 'quill/dist/quill.core.css';

/** The formats a reply may have. What is not listed cannot be pasted in either: no pictures, colours or videos yet. */
const FORMATS = ['bold', 'italic', 'underline', 'list', 'indent', 'blockquote', 'link'];

/** Makes a Quill in an empty element, without its own toolbar and without its traps. */
export function createQuill(container: HTMLElement): Quill {
  return new Quill(container, {
    formats: FORMATS,
    modules: {
      toolbar: false,
      history: { delay: 800, maxStack: 200, userOnly: true },
      // Without a type to accept, pasted files are left alone; embedding them comes with inline pictures.
      uploader: { mimetypes: [] },
      // Tab must leave the editor (WCAG 2.1.2, no keyboard trap), so Quill's own uses of it are taken out.
      keyboard: { bindings: { tab: null, indent: null, outdent: null, 'remove tab': null } },
    },
  });
}
