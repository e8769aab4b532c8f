import fs from 'node:fs';
import path from 'node:path';

import { temporaryDirectory } from './temp.mjs';

/** A lifeguard.toml that holds `text` until `test` ends. */
export function configFile(test, text) {
  const home = temporaryDirectory('config');
  test.after(() => home.remove());
  const file = path.join(home.path, 'lifeguard.toml');
  fs.writeFileSync(file, text);
  return file;
}
