export { ComposerPane } from './composer-pane';
export { saveAllDrafts } from './thunks';
