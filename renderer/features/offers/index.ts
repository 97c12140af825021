export { Offers } from './offers';
export { focusContact } from './thunks';
