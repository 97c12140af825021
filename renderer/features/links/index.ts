export { LinkDialog } from './link-dialog';
export { rememberShownTexts } from './shown-texts';
export { linkClicked } from './slice';
