// Behind the page: verifies in a thread of its own, so that the page never stands still. verifier.js stands
// before this text.
let module = null; // a promise: the files may come before the module is compiled

onmessage = async ({ data }) => {
  if (data.module) {
    module = WebAssembly.compile(data.module);
    module.catch(() => {}); // told with the first verdict
    return;
  }
  try {
    postMessage({ stage: "Reading" });
    const [certificate, theory] = await Promise.all([data.certificate.arrayBuffer(), data.theory.arrayBuffer()]);
    const files = new Map();
    for (const file of data.included) files.set(file.name, await file.arrayBuffer());
    postMessage({ stage: "Verifying" });
    const options = { certificateName: data.certificate.name, theoryName: data.theory.name, files, text: false };
    postMessage({ result: await verifyWith(await module, certificate, theory, options) });
  } catch (error) {
    const what = error instanceof DOMException ? "file.read" : "module.load";
    postMessage({ result: failure(3, what, error.message) });
  }
};
