// One verification in one instance of the WebAssembly module. The same in browsers, workers and node: no
// file, no network, no global state. What goes wrong is a result, never an exception.

const MEMORY = {
  code: "memory.exhausted",
  message: "out of memory: the certificate or the theory is too large for this machine or for WebAssembly (4 GB)",
};

/** What was asked makes no sense; see resultOf. */
class Misuse extends Error {}

/** Bytes of anything that has some; text as UTF-8. */
function bytesOf(value, what) {
  if (typeof value === "string") return new TextEncoder().encode(value);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new Misuse(`${what} must be bytes (Uint8Array, ArrayBuffer) or a string`);
}

/** An object or a Map as [name, bytes] pairs. */
function filesOf(files) {
  if (files === undefined || files === null) return [];
  if (typeof files !== "object") throw new Misuse("files must be a Map or an object of names to bytes");
  const entries = files instanceof Map ? [...files] : Object.entries(files);
  return entries.map(([name, data]) => [String(name), bytesOf(data, `the file '${name}'`)]);
}

/** A list of labels and globs; several are one. null: anything is allowed. */
function listOf(list) {
  if (list === undefined || list === null) return null;
  const lists = Array.isArray(list) ? list : [list];
  if (!lists.every((one) => typeof one === "string"))
    throw new Misuse("allowedAxioms must be a string or an array of strings");
  return lists.join("\n");
}

/** A policy as a [name, bytes] pair; null: none. */
function policyOf(policy, name) {
  if (policy === undefined || policy === null) return null;
  return [String(name ?? "policy"), bytesOf(policy, "the policy")];
}

/** The exports of an instance, with values that are more than numbers. */
class Library {
  constructor(instance) {
    this.exports = instance.exports;
    this.exports._initialize();
  }

  /** Copies bytes into the module, with a zero byte behind them. */
  put(bytes) {
    const at = this.exports.malloc(bytes.length + 1) >>> 0;
    if (at === 0) throw new WebAssembly.RuntimeError(MEMORY.code);
    const memory = new Uint8Array(this.exports.memory.buffer, at, bytes.length + 1);
    memory.set(bytes);
    memory[bytes.length] = 0;
    return at;
  }

  putText(text) {
    return this.put(new TextEncoder().encode(text.replaceAll("\0", "\ufffd")));
  }

  /** Copies 32-bit words into the module: a struct of wasm32. */
  putWords(words) {
    return this.put(new Uint8Array(new Uint32Array(words).buffer));
  }

  /** A text of the module; null for a null pointer. */
  text(at) {
    if (at === 0) return null;
    const memory = new Uint8Array(this.exports.memory.buffer, at >>> 0);
    return new TextDecoder().decode(memory.subarray(0, memory.indexOf(0)));
  }

  /** struct bf_options of blockfold/verify.h. */
  putOptions({ certificateName, theoryName, files, allowedAxioms, policy }) {
    const file = ([name, data]) => [this.putText(name), this.put(data), data.length];
    const members = [this.putText(certificateName), this.putText(theoryName)];
    members.push(files.length === 0 ? 0 : this.putWords(files.flatMap(file)), files.length);
    members.push(allowedAxioms === null ? 0 : this.putText(allowedAxioms));
    members.push(policy === null ? 0 : this.putWords(file(policy)));
    return this.putWords([4 * (members.length + 1), ...members]);
  }
}

/** Calls the C library once. */
function run(library, certificate, theory, options) {
  const { exports } = library;
  const started = performance.now();
  const result = library.putWords([0]);
  const status = exports.bf_verify(
    library.put(certificate), certificate.length,
    library.put(theory), theory.length,
    library.putOptions(options), result);
  const milliseconds = performance.now() - started;
  const handle = new Uint32Array(exports.memory.buffer, result, 1)[0];
  const json = library.text(exports.bf_result_json(handle));
  const text = options.text ? library.text(exports.bf_result_text(handle, options.text === "full" ? 1 : 0)) : null;
  const errors = library.text(exports.bf_result_errors(handle));
  const object = JSON.parse(json);
  return {
    valid: status === 0,
    status,
    code: library.text(exports.bf_result_code(handle)),
    message: library.text(exports.bf_result_message(handle)),
    statement: status === 0 ? object : null,
    refused: object.status === "refused" ? object : null,
    diagnostics: object.diagnostics ?? [],
    json,
    text,
    errors,
    milliseconds,
  };
}

/** The result of a verification that came to no verdict. */
export function failure(status, code, message) {
  const object = { status: "error", exit_status: status, error: { code, message } };
  const errors = `error[${code}]: ${message}\n`;
  return {
    valid: false, status, code, message, statement: null, refused: null, diagnostics: [],
    json: JSON.stringify(object, null, 2), text: errors, errors, milliseconds: 0,
  };
}

/** Why an instance stopped: it has last words, unless an instruction failed. */
function failureOf(error, library) {
  if (error instanceof Misuse) return failure(2, "usage.call", error.message);
  let words = "";
  try {
    words = library ? library.text(library.exports.bf_last_words()) : "";
  } catch {
    // It cannot even say that.
  }
  const outOfMemory = words === MEMORY.code || error.message === MEMORY.code;
  // Engines say so when there is no room for an instance or for a copy of its texts.
  const hostOutOfMemory = !words && /memory|allocation|array length|string length/i.test(error.message);
  if (outOfMemory || hostOutOfMemory) return failure(3, MEMORY.code, MEMORY.message);
  return failure(3, "module.trap",
    `the verifier stopped without a verdict (${words || error.message}); please report it with the two files`);
}

/**
 * Verifies a certificate for a theory in a new instance of `module`, which is thrown away afterwards: no
 * input can spoil the next call.
 */
export async function verifyWith(module, certificate, theory, options) {
  let library = null;
  try {
    options ??= {};
    const wanted = {
      certificateName: String(options.certificateName ?? "certificate"),
      theoryName: String(options.theoryName ?? "theory"),
      files: filesOf(options.files),
      allowedAxioms: listOf(options.allowedAxioms),
      policy: policyOf(options.policy, options.policyName),
      text: options.text ?? "brief",
    };
    const texts = [bytesOf(certificate, "the certificate"), bytesOf(theory, "the theory")];
    library = new Library(await WebAssembly.instantiate(module, {}));
    return run(library, ...texts, wanted);
  } catch (error) {
    return failureOf(error, library);
  }
}

/** The version of the verifier in `module`. */
export async function versionOf(module) {
  const library = new Library(await WebAssembly.instantiate(module, {}));
  return library.text(library.exports.bf_version());
}
