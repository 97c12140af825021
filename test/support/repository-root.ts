import { resolve } from 'node:path';

/** The checkout these tests belong to. */
export const repositoryRoot = resolve(import.meta.dirname, '../..');
