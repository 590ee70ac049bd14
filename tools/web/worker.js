// Behind the page: verifies in a thread of its own, so that the page never stands still. verifier.js stands
// before this text.
let module = null; // a promise: the files may come before the module is compiled

/**
 * Compiles the module and has it accept a certificate and refuse a changed one. That shows a browser in which it
 * does not work, and the engine has compiled the functions before they are needed.
 */
async function prepare({ module: bytes, sample }) {
  const compiled = await WebAssembly.compile(bytes);
  const changed = sample.certificate.slice();
  changed[changed.length - 1] ^= 1;
  const accepted = await verifyWith(compiled, sample.certificate, sample.theory);
  const refused = await verifyWith(compiled, changed, sample.theory);
  if (accepted.status !== 0 || refused.status !== 1)
    throw new Error("the verifier fails its own test in this browser");
  return compiled;
}

onmessage = async ({ data }) => {
  if (data.module) {
    module = prepare(data);
    module.catch(() => {}); // told with the first verdict
    return;
  }
  try {
    postMessage({ stage: "Reading" });
    const [certificate, theory, policy] = await Promise.all(
      [data.certificate, data.theory, data.policy].map((file) => file?.arrayBuffer()));
    const files = new Map();
    for (const { name, file } of data.included) files.set(name, await file.arrayBuffer());
    postMessage({ stage: "Verifying" });
    const names = { certificateName: data.certificate.name, theoryName: data.theory.name, policyName: data.policy?.name };
    const options = { ...names, files, policy, text: false };
    postMessage({ result: await verifyWith(await module, certificate, theory, options) });
  } catch (error) {
    const what = error instanceof DOMException ? "file.read" : "module.load";
    postMessage({ result: failure(3, what, error.message) });
  }
};
