export { OutgoingPill } from './outgoing-pill';
export { selectActiveCount, selectSelectedContact } from './selectors';
export { contactSelected } from './slice';
export { WorkList } from './work-list';
