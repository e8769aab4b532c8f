// What must not outlive this process, however it ends: an exit, an exception or a signal.
const owed = new Set();

/** Runs `undo` (synchronous) when the process ends, last come first; returns a function that calls it off. */
export function atExit(undo) {
  owed.add(undo);
  return () => owed.delete(undo);
}

process.on('exit', () => {
  for (const undo of [...owed].reverse()) {
    try {
      undo();
    } catch (error) {
      console.error(`left behind: ${error.message}`);
    }
  }
});

for (const [signal, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]]) {
  // Whoever listens as well means to end in their own way.
  process.on(signal, () => process.listenerCount(signal) === 1 && process.exit(128 + number));
}
