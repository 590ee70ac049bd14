// verify(certificate, theory, options): Blockfold's verifier for node and for pages that are served. What
// it takes and gives is described in index.d.ts.
import { failure, verifyWith, versionOf } from "./verifier.js";

const MODULE = new URL("./blockfold.wasm", import.meta.url);

async function read() {
  if (MODULE.protocol !== "file:") return (await fetch(MODULE)).arrayBuffer();
  const { readFile } = await import("node:fs/promises");
  return readFile(MODULE);
}

let compiled = null;

/** The compiled module, once for all calls. */
function load() {
  compiled ??= read().then((bytes) => WebAssembly.compile(bytes));
  compiled.catch(() => { compiled = null; }); // a later call tries again
  return compiled;
}

export async function verify(certificate, theory, options) {
  let module;
  try {
    module = await load();
  } catch (error) {
    return failure(3, "module.load", `the verifier cannot be loaded from ${MODULE}: ${error.message}`);
  }
  return verifyWith(module, certificate, theory, options);
}

export async function version() {
  return versionOf(await load());
}
