import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { themeCss } from './build/theme-css.ts';

export default defineConfig({
  // The gateway serves these files below /ui/, and the page itself at /connect/{token}: relative addresses would break.
  base: '/ui/',
  plugins: [react(), themeCss()],
  build: {
    target: 'es2022',
    // Without these Lightning CSS lowers light-dark() and colours vanish without a word.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy allows fonts and scripts from this origin only, not from data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { connect: 'connect.html', 'connect-ui': 'connect-ui.html', console: 'console.html' } },
  },
});
