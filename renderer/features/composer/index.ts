export { ComposerPane } from './composer-pane';
