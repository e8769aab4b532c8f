// A dependency asks for these at its start, which a browser does not have.
globalThis.global = globalThis;
globalThis.process ??= { env: {}, nextTick: (then) => Promise.resolve().then(then) };
globalThis.require ??= (name) => {
  throw new Error(`no ${name} in a browser`);
};
