export { Age, Ago, Elapsed, Remaining } from './elapsed';
export * from './selectors';
export { snapshotReceived } from './slice';
export { useServerNow } from './use-server-now';
