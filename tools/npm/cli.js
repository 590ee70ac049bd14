#!/usr/bin/env node
// blockfold-verify for node: options, files, texts and exit statuses are those of the program.
import { closeSync, fstatSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, relative } from "node:path";
import { parseArgs } from "node:util";
import { verify, version } from "./index.js";

const HELP = `blockfold-verify: verify a certificate of Metamath proofs

Usage: blockfold-verify X.bfc --theory FILE.mm [options]
       blockfold-verify X.bfc FILE.mm [options]

Derives the circuit from FILE.mm, verifies the certificate against it and prints what was
proved: each theorem with its hypotheses, conclusion and $d conditions, the axioms that the
proofs rest on, theorems assumed without proof, and what the proof system itself assumes.
The proofs in FILE.mm are not looked at: a database without them serves as well.
X.bfc may be a pipe, or '-' for standard input. Nothing leaves this machine.

Options:
  --theory=FILE.mm        the theory: your own copy, not one that came with the certificate
  --allow-axioms=LIST     fail (exit 1) unless each axiom and assumed theorem is in LIST:
                          labels and globs with commas between, or @FILE
  --policy=FILE           fail (exit 4) unless the policy in FILE accepts each axiom and
                          assumed theorem; 'blockfold axioms --policy-template' writes one
  --full                  print all goals and axioms, with the text of the axioms
  --json                  print one JSON object
  --version               print the version
  -h, --help              print this text

Examples:
  blockfold-verify 2p2e4.bfc --theory set.mm
  blockfold-verify 2p2e4.bfc --theory set.mm --policy=zf.policy
  blockfold-verify 2p2e4.bfc --theory set.mm --json | jq '.axioms[].label'

Exit status:
  0  valid
  1  the theory is invalid, or the certificate does not hold
  2  wrong usage: an unknown option, ...
  3  a file cannot be read, or memory has run out
  4  the proof holds, but --policy does not accept what it rests on
`;

const OPTIONS = {
  theory: { type: "string" },
  "allow-axioms": { type: "string", multiple: true },
  policy: { type: "string" },
  full: { type: "boolean" },
  json: { type: "boolean" },
  version: { type: "boolean" },
  help: { type: "boolean", short: "h" },
};
const MAX_CERTIFICATE = 2 ** 28;
const MAX_LIST = 2 ** 26; // lists and policies are written by people

/** Ends with a code, a message and an exit status. */
class Failure extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const usage = (code, message) => new Failure(2, code, message);

// --- files ---------------------------------------------------------------------------------------

const REASONS = {
  ENOENT: "No such file or directory",
  EACCES: "Permission denied",
  EISDIR: "Is a directory",
  ENOTDIR: "Not a directory",
  ELOOP: "Too many levels of symbolic links",
  EMFILE: "Too many open files",
};

function reason(error) {
  return REASONS[error.code] ?? error.message;
}

/** The bytes of a file or pipe; "-" is standard input. */
function read(path, maxBytes) {
  const name = path === "-" ? "standard input" : `'${path}'`;
  let bytes;
  try {
    bytes = readFileSync(path === "-" ? 0 : path);
  } catch (error) {
    throw new Failure(3, "file.read", `cannot read ${name}: ${reason(error)}`);
  }
  if (bytes.length > maxBytes) throw new Failure(3, "file.size", `${name} has more than ${maxBytes} bytes`);
  return bytes;
}

/** What --allow-axioms names: undefined without it, else lists; "@FILE" is one in a file. */
function allowedAxioms(lists) {
  return lists?.map((list) => (list.startsWith("@") ? read(list.slice(1), MAX_LIST).toString() : list));
}

function readTheory(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Failure(3, "theory.unreadable", `cannot read '${path}': ${reason(error)}`);
  }
}

/** The bytes of a regular file, or null. */
function readIfThere(path) {
  let file;
  try {
    file = openSync(path);
    return fstatSync(file).isFile() ? readFileSync(file) : null;
  } catch {
    return null;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * The files that a theory may include, by name relative to it. Whatever looks like an inclusion is read, in
 * comments too; the verifier asks only for what it needs, and says what is missing.
 */
function includedFiles(path, theory) {
  const folder = dirname(path);
  const files = new Map();
  const seen = new Set([normalize(path)]);
  const pending = [[folder, theory]];
  while (pending.length > 0) {
    const [from, bytes] = pending.pop();
    if (!bytes.includes("$[")) continue;
    for (const [, name] of bytes.toString("latin1").matchAll(/\$\[\s+([^\s$]+)\s+\$\]/g)) {
      const target = isAbsolute(name) ? name : join(from, name);
      if (seen.has(target)) continue;
      seen.add(target);
      const included = readIfThere(target);
      if (included === null) continue;
      files.set(isAbsolute(name) ? name : relative(folder, target), included);
      pending.push([dirname(target), included]);
    }
  }
  return files;
}

// --- the command line ----------------------------------------------------------------------------

function explain(error) {
  const option = /'(-[^']*)'/.exec(error.message)?.[1] ?? "an option";
  switch (error.code) {
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION":
      return usage("usage.option", `unknown option '${option}'; 'blockfold-verify --help' lists all`);
    case "ERR_PARSE_ARGS_INVALID_OPTION_VALUE":
      return usage("usage.option", error.message);
    default:
      return usage("usage.option", error.message);
  }
}

function parse(words) {
  let parsed;
  try {
    parsed = parseArgs({ args: words, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw explain(error);
  }
  const { values, positionals } = parsed;
  const [certificate, ...rest] = positionals;
  const theory = values.theory ?? rest.shift();
  if (values.help || values.version) return { values };
  const hint = "usage: blockfold-verify X.bfc --theory FILE.mm [options]";
  if (certificate === undefined) throw usage("usage.operand", `X.bfc is missing; ${hint}`);
  if (theory === undefined) throw usage("usage.operand", `FILE.mm is missing; ${hint}`);
  if (rest.length > 0) throw usage("usage.operand", `one operand too many: '${rest[0]}'; ${hint}`);
  return { values, certificate, theory };
}

// --- output --------------------------------------------------------------------------------------

/** Writes all of a text, also into a pipe whose reader is slow. */
function write(stream, text) {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(stream, bytes));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

/** Prints an error as the program does; returns the exit status. */
function fail({ status, code, message }, json) {
  const object = { status: "error", exit_status: status, error: { code, message } };
  if (json) write(1, `${JSON.stringify(object, null, 2)}\n`);
  else write(2, `error[${code}]: ${message}\n`);
  return status;
}

async function run(words) {
  const { values, certificate, theory } = parse(words);
  if (values.help) return write(1, HELP), 0;
  if (values.version) return write(1, `blockfold-verify ${await version()}\n`), 0;
  const allowed = allowedAxioms(values["allow-axioms"]);
  const policy = values.policy === undefined ? undefined : read(values.policy, MAX_LIST);
  const proof = read(certificate, MAX_CERTIFICATE);
  const text = readTheory(theory);
  const result = await verify(proof, text, {
    certificateName: certificate,
    theoryName: theory,
    files: includedFiles(theory, text),
    allowedAxioms: allowed,
    policy,
    policyName: values.policy,
    text: values.json ? false : values.full ? "full" : "brief",
  });
  if (values.json) write(1, `${result.json}\n`);
  else {
    write(1, result.text.slice(0, result.text.length - result.errors.length));
    write(2, result.errors);
  }
  return result.status;
}

const words = process.argv.slice(2);
try {
  process.exitCode = await run(words);
} catch (error) {
  if (error instanceof Failure) process.exitCode = fail(error, words.includes("--json"));
  else if (error.code === "EPIPE") process.exitCode = 3;
  else process.exitCode = fail({ status: 3, code: "output", message: error.message }, false);
}
