import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** Bundles the service's own code for Node; libraries stay in node_modules. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    target: 'node20',
    outDir: resolve(import.meta.dirname, '../out/service'),
    emptyOutDir: true,
    sourcemap: true,
    rollupOptions: {
      input: {
        cli: resolve(import.meta.dirname, 'cli.ts'),
        // a thread starts with a file of its own
        'reading-worker': resolve(import.meta.dirname, 'reading/worker.ts'),
      },
      output: { entryFileNames: '[name].js' },
    },
  },
});
