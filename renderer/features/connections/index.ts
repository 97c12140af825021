export { ConnectionNotice } from './connection-notice';
export { connectionsChanged } from './slice';
export { StatusBar } from './status-bar';
