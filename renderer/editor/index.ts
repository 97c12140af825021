export { RichTextEditor, type EditorHandle } from './rich-text-editor';
