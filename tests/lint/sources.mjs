import fs from 'node:fs';
import path from 'node:path';

const FOLDERS = ['agent', 'alerts', 'base', 'collectors', 'config', 'exporters', 'sql', 'tests'];

/** Every C++ file under `root`, as {path, text}. */
export function* sourcesUnder(root) {
  for (const folder of FOLDERS) yield* walk(root, folder);
}

function* walk(root, folder) {
  const here = path.join(root, folder);
  if (!fs.existsSync(here)) return;
  for (const entry of fs.readdirSync(here, { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, name);
    else if (/\.[ch]pp$/.test(name)) yield { path: name, text: fs.readFileSync(path.join(root, name), 'utf8') };
  }
}

/** The code with comments and literals blanked out; every other character stays where it was. */
export function withoutTexts(code) {
  const texts = /\/\/[^\n]*|\/\*[^]*?\*\/|R"(\w*)\([^]*?\)\1"|"(?:[^"\\\n]|\\.)*"|(?<![0-9a-zA-Z])'(?:[^'\\\n]|\\.)+'/g;
  return code.replace(texts, (text) => text.replace(/[^\n]/g, ' '));
}

export function lineAt(text, offset) {
  return text.slice(0, offset).split('\n').length;
}
