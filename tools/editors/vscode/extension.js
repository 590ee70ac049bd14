// Starts `blockfold rules server` for rule files, and shows what it says about the code of a mistake.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function makeClient() {
  const command = vscode.workspace.getConfiguration("blockfold").get("path", "blockfold");
  return new LanguageClient(
    "blockfold",
    "Blockfold rules",
    { command, args: ["rules", "server"] },
    { documentSelector: [{ language: "blk" }] },
  );
}

async function start() {
  client = makeClient();
  try {
    await client.start();
  } catch (error) {
    const settings = "Open settings";
    const chosen = await vscode.window.showErrorMessage(
      `The language server of Blockfold cannot be started: ${error.message ?? error}. ` +
        "Say in the setting 'blockfold.path' where the program is.",
      settings,
    );
    if (chosen === settings)
      await vscode.commands.executeCommand("workbench.action.openSettings", "blockfold.path");
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running?.isRunning()) await running.stop();
}

async function restart() {
  await stop();
  await start();
}

// The link behind a code: blockfold-explain:BF1404.md
const explanations = {
  async provideTextDocumentContent(uri) {
    const code = uri.path.replace(/^\//, "").replace(/\.md$/, "");
    if (!client?.isRunning()) return `The language server is not running: \`blockfold explain ${code}\``;
    return (await client.sendRequest("blockfold/explain", { code })).text;
  },
};

async function activate(context) {
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider("blockfold-explain", explanations),
    vscode.commands.registerCommand("blockfold.restart", restart),
    vscode.workspace.onDidChangeConfiguration((event) =>
      event.affectsConfiguration("blockfold.path") ? restart() : undefined,
    ),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
