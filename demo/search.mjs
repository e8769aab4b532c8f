import fs from 'node:fs';

import { noChroma, startChroma } from '../tests/integration/harness/chroma.mjs';
import { tell } from './terminal.mjs';

/** The vector store that the shop searches its products in; none where no Chroma runs. */
export async function startSearch() {
  if (noChroma) {
    tell('demo', `without a vector store: ${noChroma}`);
    return undefined;
  }
  const chroma = await startChroma();
  await chroma.collection('products', { vectors: 2_000 });
  return {
    url: chroma.url,
    stop: chroma.stop,

    /** What a volume that was not mounted does: it starts, is well by its own word, and finds nothing. */
    async loseIndex() {
      await chroma.down();
      for (const index of chroma.indexes()) fs.renameSync(index, `${index}.backup`);
      await chroma.up();
    },

    async restoreIndex() {
      await chroma.down();
      for (const index of chroma.indexes()) fs.rmSync(index, { recursive: true });
      for (const backup of fs.readdirSync(chroma.dir).filter((each) => each.endsWith('.backup'))) {
        fs.renameSync(`${chroma.dir}/${backup}`, `${chroma.dir}/${backup.replace('.backup', '')}`);
      }
      await chroma.up();
    },
  };
}
