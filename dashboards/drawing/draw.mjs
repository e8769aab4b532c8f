// Draws each dashboard to a picture, with Grafana's own components: draws what watch.mjs has written down.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { temporaryDirectory } from '../../tests/integration/harness/temp.mjs';

const here = new URL('.', import.meta.url).pathname;
const installed = process.env.LIFEGUARD_DRAWING ?? new URL('../../build/drawing', import.meta.url).pathname;
const load = createRequire(`${installed}/`);
const esbuild = load('esbuild');
const UPNG = load('upng-js');
const WIDTH = 1600;
const LINE = 38;
const COLOURS = 128;

export async function draw({ boards, answers, range }, into) {
  const home = temporaryDirectory('drawing');
  try {
    await bundle(home.path);
    for (const [name, board] of Object.entries(boards)) {
      const drawn = JSON.stringify({ board, answers: answers[name], range, width: WIDTH }).replaceAll('<', '\\u003c');
      const page = path.join(home.path, `${name}.html`);
      fs.writeFileSync(page, `<!doctype html><link rel="stylesheet" href="page.css"><body style="margin:0"><div id="page"></div>
<script>window.drawn = ${drawn}; window.grafanaBootData = {settings: {}, user: {}, navTree: []};</script><script src="page.js"></script>`);
      photograph(page, path.join(into, `${name}.png`), 40 + 32 + LINE * Math.max(...board.panels.map(({ gridPos: { y, h } }) => y + h)));
    }
  } finally {
    home.remove();
  }
}

async function bundle(into) {
  await esbuild.build({
    entryPoints: [path.join(here, 'page.jsx')],
    outfile: path.join(into, 'page.js'),
    bundle: true,
    minify: true,
    jsx: 'automatic',
    nodePaths: [path.join(installed, 'node_modules')],
    inject: [path.join(here, 'globals.js')],
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.ttf': 'dataurl', '.woff': 'dataurl', '.woff2': 'dataurl', '.svg': 'text' },
    logLevel: 'error',
  });
}

function photograph(page, picture, height) {
  const browser = ['chromium-headless-shell', 'chromium'].find((name) => {
    try {
      execFileSync('sh', ['-c', `command -v ${name}`]);
      return true;
    } catch {
      return false;
    }
  });
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--allow-file-access-from-files', '--virtual-time-budget=10000'];
  execFileSync(browser, [...flags, `--window-size=${WIDTH},${height}`, `--screenshot=${picture}`, `file://${page}`], { stdio: 'ignore', timeout: 120_000 });
  fs.writeFileSync(picture, withFewerColours(fs.readFileSync(picture)));
}

// A third of the size, and no eye sees it.
function withFewerColours(png) {
  const image = UPNG.decode(png);
  return Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, COLOURS));
}
