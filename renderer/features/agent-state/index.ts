export { RonaNotice } from './rona-notice';
export { StateControl } from './state-control';
