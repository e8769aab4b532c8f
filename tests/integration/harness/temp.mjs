import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { atExit } from './leftovers.mjs';

/** A directory of our own, gone when the process ends or when remove() is called. */
export function temporaryDirectory(purpose) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `lifeguard-${purpose}-`));
  const erase = () => fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  const forget = atExit(erase);
  return {
    path: dir,
    remove() {
      erase();
      forget();
    },
  };
}
