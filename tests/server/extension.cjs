// What the extension for VS Code starts, in the hands of its own library: node extension.cjs MODULES EXTENSION PROGRAM.
// The editor is a stand-in that only remembers; the library's JSON-RPC and the server are the real ones.
"use strict";

const assert = require("assert");
const { spawn } = require("child_process");
const Module = require("module");
const path = require("path");

const [modules, extension, program] = process.argv.slice(2);
const installed = Module.createRequire(path.join(path.resolve(modules), "x.js"));
const rpc = installed("vscode-jsonrpc/node");

const asked = { providers: new Map(), commands: new Map(), clients: [] };
const nothing = { dispose() {} };
const editor = {
  workspace: {
    getConfiguration: () => ({ get: (name, otherwise) => (name === "path" ? program : otherwise) }),
    registerTextDocumentContentProvider: (scheme, provider) => (asked.providers.set(scheme, provider), nothing),
    onDidChangeConfiguration: () => nothing,
  },
  commands: { registerCommand: (name, run) => (asked.commands.set(name, run), nothing), executeCommand() {} },
  window: { showErrorMessage: async (text) => assert.fail(text) },
};

class LanguageClient {
  constructor(id, name, server, options) {
    this.server = server;
    this.options = options;
    asked.clients.push(this);
  }
  async start() {
    this.process = spawn(this.server.command, this.server.args);
    this.connection = rpc.createMessageConnection(
      new rpc.StreamMessageReader(this.process.stdout),
      new rpc.StreamMessageWriter(this.process.stdin),
    );
    this.connection.listen();
    this.capabilities = (await this.sendRequest("initialize", { processId: process.pid, capabilities: {} })).capabilities;
    this.connection.sendNotification("initialized", {});
  }
  sendRequest(method, params) {
    return this.connection.sendRequest(method, params);
  }
  isRunning() {
    return this.process !== undefined && this.process.exitCode === null;
  }
  async stop() {
    await this.connection.sendRequest("shutdown");
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    await this.connection.sendNotification("exit");
    assert.strictEqual(await ended, 0);
    this.connection.dispose();
  }
}

const load = Module._load;
Module._load = function (name, ...rest) {
  if (name === "vscode") return editor;
  if (name === "vscode-languageclient/node") return { LanguageClient };
  return load.call(this, name, ...rest);
};

async function main() {
  const { activate, deactivate } = require(path.resolve(extension));
  const context = { subscriptions: [] };
  await activate(context);
  assert.ok(context.subscriptions.length >= 3);
  const [client] = asked.clients;
  assert.deepStrictEqual(client.server.args, ["rules", "server"]);
  assert.deepStrictEqual(client.options.documentSelector, [{ language: "blk" }]);
  assert.ok(client.capabilities.hoverProvider && client.capabilities.completionProvider);

  const published = new Promise((resolve) =>
    client.connection.onNotification("textDocument/publishDiagnostics", resolve),
  );
  const uri = "file:///nowhere/a.blk";
  const text = "relation r(x: field)\naxiom a(x: field) {\n  emit r(x)\n}\n";
  client.connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "blk", version: 1, text },
  });
  const { diagnostics } = await published;
  assert.strictEqual(diagnostics.length, 1);
  assert.strictEqual(diagnostics[0].code, "BF1404");
  // The link of the code leads to its explanation.
  const link = new URL(diagnostics[0].codeDescription.href);
  const provider = asked.providers.get(link.protocol.replace(":", ""));
  const page = await provider.provideTextDocumentContent({ path: link.pathname });
  assert.ok(page.startsWith("**BF1404**"));
  await assert.rejects(client.sendRequest("textDocument/rename", {}), { code: rpc.ErrorCodes.MethodNotFound });

  await asked.commands.get("blockfold.restart")();
  assert.strictEqual(asked.clients.length, 2);
  assert.ok(!client.isRunning() && asked.clients[1].isRunning());
  await deactivate();
  assert.ok(!asked.clients[1].isRunning());
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
