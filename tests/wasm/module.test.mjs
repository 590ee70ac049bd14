// The package as programs for node use it: the module, its JavaScript and the command.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");
const PACKAGE = join(ROOT, "build", "wasm", "npm");
const FROZEN = join(ROOT, "tests", "data", "certificates");
const { verify, version } = await import(join(PACKAGE, "index.js"));

const folder = mkdtempSync(join(tmpdir(), "blockfold-wasm-"));
after(() => rmSync(folder, { recursive: true }));

const certificate = readFileSync(join(FROZEN, "implication.bfc"));
const theory = readFileSync(join(FROZEN, "implication.mm"));

function written(name, data) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
  return path;
}

// --- the module ----------------------------------------------------------------------------------

test("the module asks its host for nothing", () => {
  const module = new WebAssembly.Module(readFileSync(join(PACKAGE, "blockfold.wasm")));
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test("a valid certificate says what was proved", async () => {
  const result = await verify(certificate, theory);
  assert.equal(result.valid, true);
  assert.deepEqual([result.status, result.code, result.message], [0, "", ""]);
  assert.ok(result.statement.goals.length > 0);
  assert.deepEqual(result.statement.axioms.map(({ label }) => label), ["wi", "ax-1", "ax-2", "ax-mp"]);
  assert.match(result.text, /^VALID: certificate for theory\n/);
  assert.ok(result.milliseconds > 0);
});

test("bytes come in many types", async () => {
  const text = theory.toString();
  const copy = new Uint8Array(certificate).buffer;
  assert.equal((await verify(copy, text)).valid, true);
  assert.equal((await verify(new DataView(copy), text)).valid, true);
  const padded = new Uint8Array([...new Uint8Array(7), ...certificate]).subarray(7);
  assert.equal((await verify(padded, text)).valid, true);
});

test("nothing that is no bytes is taken, and nothing is thrown", async () => {
  for (const wrong of [undefined, null, 3, {}, [1, 2], Symbol("x"), () => 1]) {
    assert.deepEqual([(await verify(wrong, theory)).status, (await verify(wrong, theory)).code], [2, "usage.call"]);
    assert.equal((await verify(certificate, wrong)).code, "usage.call");
  }
  assert.equal((await verify(certificate, theory, { files: 3 })).code, "usage.call");
  assert.equal((await verify(certificate, theory, { files: { x: 3 } })).code, "usage.call");
  assert.equal((await verify(certificate, theory, null)).valid, true);
});

test("garbage is refused, and the next call works", async () => {
  let state = 1;
  const noise = Uint8Array.from({ length: 5000 }, () => (state = (state * 48271) % 2147483647) & 255);
  for (const garbage of [new Uint8Array(0), noise, theory, new Uint8Array([...certificate.subarray(0, 5), ...noise])]) {
    const result = await verify(garbage, theory);
    assert.equal(result.status, 1);
    assert.match(result.code, /^cert\./);
    assert.equal((await verify(certificate, garbage)).status, garbage === theory ? 0 : 1);
    assert.equal((await verify(certificate, theory)).valid, true);
  }
});

test("each changed byte is noticed", async () => {
  for (let at = 0; at < certificate.length; at += 131) {
    const changed = Uint8Array.from(certificate);
    changed[at] ^= 1 << (at % 8);
    assert.equal((await verify(changed, theory)).status, 1, `byte ${at}`);
  }
});

test("calls at the same time do not meet", async () => {
  const changed = Uint8Array.from(certificate);
  changed[changed.length - 1] ^= 1;
  const results = await Promise.all([certificate, changed, certificate, changed].map((bytes) => verify(bytes, theory)));
  assert.deepEqual(results.map(({ valid }) => valid), [true, false, true, false]);
});

test("included files are handed over by name", async () => {
  const half = theory.indexOf("\nax-2");
  const files = { "parts/first.mm": theory.subarray(0, half), "second.mm": theory.subarray(half) };
  const whole = "$[ parts/first.mm $]\n$[ parts/../second.mm $]\n";
  assert.equal((await verify(certificate, whole, { files })).valid, true);
  assert.equal((await verify(certificate, whole, { files: new Map(Object.entries(files)) })).valid, true);
  const missing = await verify(certificate, whole, { files: { "second.mm": files["second.mm"] } });
  assert.deepEqual([missing.status, missing.code], [3, "theory.unreadable"]);
  assert.match(missing.diagnostics[0].message, /'parts\/first.mm' cannot be read: it was not handed over/);
});

const STRICT = "policy 1\nallow wi ax-1 ax-mp # not ax-2\nhoisted-syntax yes\n";

test("a policy refuses what it does not accept, and says why", async () => {
  const refused = await verify(certificate, theory, { policy: STRICT, policyName: "my.policy" });
  assert.deepEqual([refused.status, refused.code, refused.valid], [4, "verify.policy", false]);
  assert.equal(refused.statement, null);
  assert.deepEqual(refused.refused.policy.objections.map(({ label, reason }) => [label, reason]),
    [["ax-2", "axiom-not-allowed"]]);
  assert.match(refused.text, /^REFUSED: certificate for theory\n/);
  assert.match(refused.errors, /^policy: the axiom 'ax-2' is not allowed\n/);
  assert.ok(refused.text.endsWith(refused.errors));
  const accepted = await verify(certificate, theory, { policy: Buffer.from(STRICT.replace("ax-1", "ax-*")) });
  assert.deepEqual([accepted.valid, accepted.refused, accepted.errors], [true, null, ""]);
  assert.deepEqual(accepted.statement.policy, { file: "policy", accepted: true, objections: [] });
});

test("what is no policy is refused before anything is verified", async () => {
  for (const wrong of ["", "policy 2", "allow ax-1", "policy 1\nallow ax-1 sha256:12", "\0\xff"]) {
    const result = await verify(certificate, theory, { policy: wrong });
    assert.deepEqual([result.status, result.code], [2, "policy.invalid"]);
    assert.ok(result.diagnostics.length > 0);
  }
  for (const wrong of [3, {}, [1]]) assert.equal((await verify(certificate, theory, { policy: wrong })).code, "usage.call");
});

test("lists of axioms", async () => {
  const of = async (allowedAxioms) => {
    const { status, code, refused } = await verify(certificate, theory, { allowedAxioms });
    return [status, code, refused?.not_allowed ?? null];
  };
  assert.deepEqual(await of("wi,ax-*"), [0, "", null]);
  assert.deepEqual(await of(["wi ax-1", "ax-2,ax-mp"]), [0, "", null]);
  assert.deepEqual(await of("wi,ax-1"), [1, "verify.axioms", ["ax-2", "ax-mp"]]);
  assert.deepEqual(await of([]), [1, "verify.axioms", ["wi", "ax-1", "ax-2", "ax-mp"]]);
  assert.deepEqual(await of("["), [2, "usage.allow-axioms", null]);
  assert.deepEqual(await of(7), [2, "usage.call", null]);
});

test("certificates that only programs verify are called by their names", async () => {
  assert.equal((await verify("BFC\n\x02", theory)).code, "statement.subject");
  const linked = await verify("BFL\n", theory);
  assert.deepEqual([linked.status, linked.code], [2, "link.unsupported"]);
});

test("a theory with mistakes says where", async () => {
  const { diagnostics } = await verify(certificate, "$c a $.\n$c a $.\n");
  assert.deepEqual([diagnostics[0].line, diagnostics[0].column], [2, 4]);
});

test("a module without memory ends with a result, and the next call works", () => {
  const script = written("memory.mjs", `
    import { verify } from ${JSON.stringify(join(PACKAGE, "index.js"))};
    import { readFileSync } from "node:fs";
    const [certificate, theory] = process.argv.slice(2).map((path) => readFileSync(path));
    const spaces = (size) => " ".repeat(size); // too large to be copied in; too large to be worked with
    const results = [await verify(certificate, spaces(30e6)), await verify(spaces(30e6), theory),
      await verify(certificate, spaces(6e6)), await verify(certificate, theory)];
    console.log(JSON.stringify(results.map(({ status, code }) => [status, code])));`);
  const limited = ["--wasm-max-mem-pages=160", script, join(FROZEN, "implication.bfc"), join(FROZEN, "implication.mm")];
  const { stdout, stderr } = spawnSync(process.execPath, limited, { encoding: "utf8" });
  assert.equal(stderr, "");
  assert.deepEqual(JSON.parse(stdout), [...Array(3).fill([3, "memory.exhausted"]), [0, ""]]);
});

// --- the command ---------------------------------------------------------------------------------

function command(words, options = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PACKAGE, "cli.js"), ...words], {
    encoding: "utf8", cwd: FROZEN, ...options,
  });
  return { status, stdout, stderr };
}

test("the command verifies, with either order of words", () => {
  const expected = /^VALID: implication.bfc for implication.mm\n/;
  const orders = [
    ["implication.bfc", "--theory", "implication.mm"],
    ["--theory=implication.mm", "implication.bfc"],
    ["implication.bfc", "implication.mm"],
  ];
  for (const words of orders) {
    const { status, stdout, stderr } = command(words);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, expected);
  }
  assert.equal(JSON.parse(command(["implication.bfc", "implication.mm", "--json"]).stdout).status, "valid");
  assert.match(command(["implication.bfc", "implication.mm", "--full"]).stdout, /axiom {6}ax-mp/);
});

test("the command refuses what does not hold", () => {
  const { status, stdout, stderr } = command(["implication.bfc", "disjoint.mm"]);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^error\[statement\./);
  const { status: invalid, stdout: object } = command(["implication.bfc", "implication.bfc", "--json"]);
  assert.equal(invalid, 1);
  assert.equal(JSON.parse(object).error.code, "theory.invalid");
});

test("the command holds certificates against policies and lists", () => {
  const policy = written("strict.policy", STRICT);
  const refused = command(["implication.bfc", "implication.mm", "--policy", policy]);
  assert.equal(refused.status, 4);
  assert.match(refused.stdout, /^REFUSED: implication.bfc for implication.mm\n/);
  assert.match(refused.stderr, /^policy: the axiom 'ax-2' is not allowed\n/);
  assert.equal(JSON.parse(command(["implication.bfc", "implication.mm", "--policy", policy, "--json"]).stdout).exit_status, 4);
  const list = written("list", "wi ax-1 # two of them\nax-2\n");
  const lists = ["--allow-axioms", `@${list}`, "--allow-axioms=ax-mp"];
  assert.equal(command(["implication.bfc", "implication.mm", ...lists]).status, 0);
  assert.equal(command(["implication.bfc", "implication.mm", ...lists.slice(0, 2)]).status, 1);
  assert.equal(command(["implication.bfc", "implication.mm", "--allow-axioms=@absent"]).status, 3);
  assert.equal(command(["implication.bfc", "implication.mm", "--policy=absent"]).status, 3);
  assert.equal(command(["implication.bfc", "implication.mm", "--policy=implication.mm"]).status, 2);
});

test("the command explains wrong usage", () => {
  assert.match(command(["--help"]).stdout, /Usage: blockfold-verify X.bfc --theory FILE.mm/);
  const mistakes = [
    [[], "X.bfc is missing"],
    [["x"], "FILE.mm is missing"],
    [["a", "b", "c"], "one operand too many: 'c'"],
    [["--foo"], "unknown option '--foo'"],
    [["--json=3", "a", "b"], "--json"],
  ];
  for (const [words, said] of mistakes) {
    const { status, stdout, stderr } = command(words);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, "");
    assert.ok(stderr.startsWith("error[usage.") && stderr.includes(said), stderr);
  }
});

test("the command reports files that cannot be read", () => {
  assert.deepEqual(command(["absent", "implication.mm"]),
    { status: 3, stdout: "", stderr: "error[file.read]: cannot read 'absent': No such file or directory\n" });
  const { status, stdout } = command(["implication.bfc", "absent", "--json"]);
  assert.equal(status, 3);
  assert.equal(JSON.parse(stdout).error.code, "theory.unreadable");
});

test("the command reads standard input and included files", () => {
  const { status, stdout } = command(["-", "implication.mm"], { input: certificate });
  assert.equal(status, 0);
  assert.match(stdout, /^VALID: - for/);
  const half = theory.indexOf("\nax-2");
  written("base/first.mm", theory.subarray(0, half));
  written("base/sub/second.mm", Buffer.concat([Buffer.from("$[ ../first.mm $]\n"), theory.subarray(half)]));
  const whole = written("base/whole.mm", "$[ sub/second.mm $]");
  assert.equal(command(["implication.bfc", whole]).status, 0);
  const broken = written("base/broken.mm", "$[ sub/absent.mm $]");
  assert.equal(command(["implication.bfc", broken]).status, 3);
});

test("versions agree", async () => {
  const { version: packaged } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  assert.equal(await version(), packaged);
  assert.equal(command(["--version"]).stdout, `blockfold-verify ${packaged}\n`);
});

const npx = spawnSync("npx", ["--version"]).status === 0;
test("npx runs the package", { skip: npx ? false : "npx is absent" }, () => {
  const words = ["--yes", "--offline", PACKAGE, "--version"];
  const { status, stdout, stderr } = spawnSync("npx", words, { encoding: "utf8", cwd: folder });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^blockfold-verify \d/);
});
