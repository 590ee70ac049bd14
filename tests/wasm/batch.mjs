// node batch.mjs PACKAGE LIST.json: verifies [certificate, theory] pairs of files in one process, one JSON
// line of {status, code, json, text} each.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, list] = process.argv.slice(2);
const { verify } = await import(pathToFileURL(`${folder}/index.js`));
for (const [certificate, theory] of JSON.parse(readFileSync(list, "utf8"))) {
  const options = { certificateName: certificate, theoryName: theory, text: "full" };
  const { status, code, json, text } = await verify(readFileSync(certificate), readFileSync(theory), options);
  process.stdout.write(`${JSON.stringify({ status, code, json, text })}\n`);
}
