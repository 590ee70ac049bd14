// node batch.mjs PACKAGE LIST.json: verifies [certificate, theory, policy or null, list or null] of files in one
// process, one JSON line of {status, code, json, text, errors} each.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, list] = process.argv.slice(2);
const { verify } = await import(pathToFileURL(`${folder}/index.js`));
for (const [certificate, theory, policyName, allowedAxioms] of JSON.parse(readFileSync(list, "utf8"))) {
  const policy = policyName === null ? undefined : readFileSync(policyName);
  const options = { certificateName: certificate, theoryName: theory, policyName, policy, allowedAxioms, text: "full" };
  const { status, code, json, text, errors } = await verify(readFileSync(certificate), readFileSync(theory), options);
  process.stdout.write(`${JSON.stringify({ status, code, json, text, errors })}\n`);
}
