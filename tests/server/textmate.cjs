// Scopes of every piece of rule files, as the editor's library for TextMate grammars finds them.
// node textmate.cjs MODULES GRAMMAR FILE...: for each file a line of JSON, a list of lines of
// [begin, end, scopes], counted in units of UTF-16.
"use strict";

const fs = require("fs");
const { createRequire } = require("module");
const path = require("path");

const [modules, grammarPath, ...files] = process.argv.slice(2);
const installed = createRequire(path.join(path.resolve(modules), "x.js"));
const oniguruma = installed("vscode-oniguruma");
const textmate = installed("vscode-textmate");

async function main() {
  const wasm = fs.readFileSync(installed.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(grammarPath, "utf8"), grammarPath),
  });
  const grammar = await registry.loadGrammar("source.blk");
  for (const file of files) {
    let state = textmate.INITIAL;
    const lines = [];
    for (const line of fs.readFileSync(file, "utf8").split("\n")) {
      const found = grammar.tokenizeLine(line, state);
      state = found.ruleStack;
      lines.push(found.tokens.map((token) => [token.startIndex, token.endIndex, token.scopes]));
    }
    console.log(JSON.stringify(lines));
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
