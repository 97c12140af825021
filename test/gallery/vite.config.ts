import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npx vite --config test/gallery/vite.config.ts`: the renderer in a browser, on fake data. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { port: 5199, strictPort: true },
});
