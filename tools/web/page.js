// The page: takes files, has them verified by a worker, and shows what the verifier says. Every text that
// comes from a file is set as text, never as markup.
"use strict";

const $ = (id) => document.getElementById(id);

/** An element with a class and children, texts among them. */
function element(tag, name, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...children);
  return made;
}

function button(text, action) {
  const made = element("button", "", text);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

const number = (value) => value.toLocaleString("en");
function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
function count(value, what) {
  return `${number(value)} ${what}${value === 1 ? "" : "s"}`;
}
function duration(milliseconds) {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 32 32");
  svg.setAttribute("aria-hidden", "true");
  const drawn = document.createElementNS(space, "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}
const CHECK = "M16 3a13 13 0 1 0 0 26a13 13 0 1 0 0-26M10 16.5l4.2 4.2L22.5 12";
const CROSS = "M16 3a13 13 0 1 0 0 26a13 13 0 1 0 0-26M11.5 11.5l9 9m0-9l-9 9";

// --- statements ----------------------------------------------------------------------------------

/** A formula: variables by the colour of their typecode, parentheses and the turnstile in the background. */
function math(text, variables, typecodes) {
  const kinds = new Map(variables.map((variable) => {
    const [typecode, name] = variable.split(" ");
    if (!typecodes.includes(typecode)) typecodes.push(typecode);
    return [name, `v${typecodes.indexOf(typecode) % 3}`];
  }));
  const made = element("div", text.length > 900 ? "math long" : "math");
  if (text.length > 900) made.tabIndex = 0;
  text.split(" ").forEach((symbol, place) => {
    if (place > 0) made.append(" ");
    const kind = kinds.get(symbol) ?? (place === 0 ? "turnstile" : /^[()[\]{},]$/.test(symbol) ? "paren" : "");
    made.append(kind ? element("span", kind, symbol) : symbol);
  });
  return made;
}

function row(title, content) {
  return element("div", "row", element("span", "", title), content);
}

/** A theorem or an axiom: if ..., then ..., for all ..., with distinct variables. */
function stated(assertion, typecodes) {
  const { label, hypotheses, conclusion, variables, disjoint } = assertion;
  const made = element("div", "stated", element("div", "label", label));
  for (const hypothesis of hypotheses) made.append(row("if", math(hypothesis, variables, typecodes)));
  made.append(row(hypotheses.length > 0 ? "then" : "says", math(conclusion, variables, typecodes)));
  if (variables.length > 0) made.append(row("for all", element("div", "math", variables.join(", "))));
  if (disjoint.length > 0)
    made.append(row("distinct", element("div", "math", disjoint.map(([x, y]) => `(${x}, ${y})`).join(" "))));
  return made;
}

/** Shows the first few of many, and more of them when asked. */
function longList(parent, items, show, step) {
  let shown = 0;
  const more = button("", next);
  more.classList.add("more");
  function next() {
    const last = Math.min(shown + step, items.length);
    const fragment = document.createDocumentFragment();
    for (; shown < last; ++shown) fragment.append(show(items[shown]));
    parent.append(fragment);
    more.remove();
    if (shown === items.length) return;
    more.textContent = `Show more (${number(items.length - shown)} left)`;
    parent.after(more);
  }
  next();
}

function card(title, many, note, name = "card") {
  const heading = element("h2", "", title);
  if (many !== null && many !== 1) heading.append(element("span", "count", ` · ${number(many)}`));
  const made = element("section", name, heading);
  if (note) made.append(element("p", "", note));
  return made;
}

function listCard(title, assertions, note, name) {
  const made = card(title, assertions.length, note, name);
  const list = element("div");
  const typecodes = [];
  made.append(list);
  longList(list, assertions, (assertion) => stated(assertion, typecodes), 20);
  return made;
}

/** Labels by typecode, claims before syntax; each opens its text. */
function axiomsCard(axioms) {
  const note = axioms.length > 0
    ? "The proofs rest on these and no others. Choose one to read it."
    : "The proofs use no axiom.";
  const made = card("Axioms", axioms.length, note);
  const groups = new Map();
  for (const axiom of axioms) {
    const key = `${axiom.syntax ? 1 : 0}${axiom.typecode}`;
    groups.set(key, [...(groups.get(key) ?? []), axiom]);
  }
  const typecodes = [];
  for (const key of [...groups.keys()].sort()) {
    const chips = element("div", "chips");
    const syntax = key[0] === "1";
    const heading = element("h3", "", `${key.slice(1)}${syntax ? " (syntax)" : ""}`);
    const group = element("div", "group", heading, chips);
    made.append(group);
    longList(chips, groups.get(key), (axiom) => chip(axiom, group, typecodes), syntax ? 60 : 200);
  }
  return made;
}

function chip(axiom, group, typecodes) {
  const made = button(axiom.label, () => {
    const open = made.getAttribute("aria-expanded") === "true";
    group.querySelector(".shown")?.remove();
    for (const other of group.querySelectorAll("[aria-expanded='true']")) other.setAttribute("aria-expanded", "false");
    if (open) return;
    made.setAttribute("aria-expanded", "true");
    group.append(element("div", "shown", stated(axiom, typecodes)));
  });
  made.className = "chip";
  made.setAttribute("aria-expanded", "false");
  return made;
}

function lemmasCard(lemmas) {
  const made = card("Lemmas", lemmas.length, "Proved along the way by the same certificate.");
  const chips = element("div", "chips");
  made.append(chips);
  longList(chips, lemmas, (label) => element("span", "chip", label), 60);
  return made;
}

function securityCard({ security, syntax_hoisted: hoisted }) {
  const made = card("What it rests on besides", null, "");
  const list = element("dl");
  const entry = (term, text) => list.append(element("dt", "", term), element("dd", "", text));
  entry("Proof system", security.backend);
  entry("Commitments", security.commitment);
  entry("Security", `about ${security.bits} bits: ${security.assumption}; Fiat-Shamir with ${security.hash}`);
  if (hoisted) entry("Syntax", "hoisted: syntax axioms may stand after theorems that use them");
  made.append(list);
  return made;
}

// --- verdicts ------------------------------------------------------------------------------------

/** What to do about an error, by the beginning of its code. */
const ADVICE = [
  ["verify.policy", "Allow that in the policy if you accept it; otherwise do not rely on the proof."],
  ["policy.", "Nothing was verified: mend the policy, or remove it."],
  ["statement.subject", "This page verifies certificates of theorems."],
  ["link.", "This page verifies certificates one by one."],
  ["cert.magic", "Perhaps the two files are the wrong way round?"],
  ["cert.version", "The certificate is of another version of the format: take the page of that version."],
  ["cert.", "The certificate is damaged: get it again."],
  ["theory.unreadable", "The theory includes a file that is missing: drop it together with the theory."],
  ["theory.invalid", "So nothing can be said about the certificate."],
  ["statement.", "The certificate was made for another theory, or another version of it."],
  ["memory.", "Close other pages, or use the program blockfold-verify."],
  ["module.", "Load the page again; the verifier keeps no state."],
  ["file.", "The file has changed or is gone: choose it again."],
  ["", "Do not believe what this certificate says."],
];

function advice(code) {
  return ADVICE.find(([beginning]) => code.startsWith(beginning))[1];
}

function verdict(name, symbol, title, text, fine) {
  const body = element("div", "", element("h2", "", title), element("p", "", text));
  if (fine) body.append(element("p", "fine", fine));
  const made = element("section", `verdict ${name}`, icon(symbol), body);
  made.id = "verdict";
  return made;
}

function download(result) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([result.json, "\n"], { type: "application/json" }));
  link.download = "verdict.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** What was proved, from what, and what else it rests on. */
function statementCards(statement) {
  const { goals, axioms, assumed, lemmas } = statement;
  const cards = [];
  if (assumed.length > 0)
    cards.push(listCard("Assumed without proof", assumed,
      "The certificate does not prove these theorems; it only uses them.", "card care"));
  cards.push(listCard(goals.length === 1 ? "Theorem" : "Theorems", goals, ""), axiomsCard(axioms));
  if (lemmas.length > 0) cards.push(lemmasCard(lemmas));
  return [...cards, securityCard(statement)];
}

function validCards(result, files) {
  const { goals, axioms, assumed } = result.statement;
  const theorems = goals.length === 1 ? "The theorem below is" : `The ${number(goals.length)} theorems below are`;
  const sentence = `${theorems} proved from ${count(axioms.length, "axiom")}${
    assumed.length > 0 ? `, granted ${count(assumed.length, "theorem")} without proof` : ""}.`;
  const named = (file) => `${file.name} (${size(file.size)})`;
  const fine = `${named(files.certificate)} for ${named(files.theory)}, verified in ${
    duration(result.milliseconds)} on this machine${
    files.policy ? `; accepted by the policy ${files.policy.name}` : ""}`;
  const first = assumed.length === 0
    ? verdict("valid", CHECK, "Valid", sentence, fine)
    : verdict("granted", CHECK, "Valid under assumptions", sentence, fine);
  return [first, ...statementCards(result.statement)];
}

/** An objection of a policy, with the statement that it is about. */
function objection({ message, line, statement }, policy) {
  const made = element("div", "finding", element("div", "", message));
  if (line !== undefined) made.prepend(element("div", "place", `${policy}:${line}`));
  for (const text of statement ?? []) {
    const [kind, ...symbols] = text.split(" ");
    made.append(row(kind, element("div", "math", symbols.join(" "))));
  }
  return made;
}

/** What a policy objects to, and what was proved. */
function objectionCards({ refused }) {
  const { objections, file } = refused.policy;
  const made = card("What the policy objects to", objections.length, "");
  const list = element("div");
  made.append(list);
  longList(list, objections, (one) => objection(one, file), 20);
  return [made, ...statementCards(refused)];
}

function finding(diagnostic) {
  const { file, line, column, code, message, next_step: next } = diagnostic;
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  return element("div", "finding", element("div", "place", `${place} ${code}`),
    element("div", "", message), element("div", "hint", next ?? ""));
}

function refusedCards(result) {
  const title = { 1: "Refused", 4: "Refused by the policy" }[result.status] ?? "No verdict";
  const message = result.message ? result.message[0].toUpperCase() + result.message.slice(1) : "";
  const cards = [verdict("refused", CROSS, title, `${message}. ${advice(result.code)}`, result.code)];
  if (result.diagnostics.length > 0) {
    const made = card(`What is wrong with the ${result.code === "policy.invalid" ? "policy" : "theory"}`, null, "");
    const list = element("div");
    made.append(list);
    longList(list, result.diagnostics, finding, 10);
    cards.push(made);
  }
  if (result.refused) cards.push(...objectionCards(result));
  return cards;
}

function show(result, files) {
  const cards = result.valid ? validCards(result, files) : refusedCards(result);
  const actions = element("div", "actions", button("Save the verdict as JSON", () => download(result)));
  $("result").replaceChildren(...cards, actions);
  $("work").hidden = true;
  const data = document.body.dataset;
  data.code = result.code;
  data.milliseconds = result.milliseconds;
  data.state = result.valid ? "valid" : "refused";
}

// --- the worker ----------------------------------------------------------------------------------

function bytesOfBase64(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; ++i) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

let worker = null;
let current = 0; // the number of the latest verification; answers to others are late

/** What stands in a script element of the page. */
function contained(id) {
  return bytesOfBase64($(id).textContent);
}

/** The worker, with the module compiled and tested in it before it is needed. */
function startWorker() {
  const url = URL.createObjectURL(new Blob([$("worker").textContent], { type: "text/javascript" }));
  worker = new Worker(url);
  const sample = { certificate: contained("sample-certificate"), theory: contained("sample-theory") };
  worker.postMessage({ module: contained("module"), sample });
}

function stopWorker() {
  worker?.terminate();
  worker = null;
}

function error(code, message) {
  const json = JSON.stringify({ status: "error", exit_status: 3, error: { code, message } }, null, 2);
  return { valid: false, status: 3, code, message, statement: null, refused: null, diagnostics: [], json, milliseconds: 0 };
}

function verify(files) {
  const mine = ++current;
  const began = performance.now();
  if (document.body.dataset.state === "working") stopWorker();
  if (!worker) startWorker();
  document.body.dataset.state = "working";
  $("result").replaceChildren();
  $("stage").textContent = "Reading …";
  $("work").hidden = false;
  const finish = (result) => {
    if (mine !== current) return;
    document.body.dataset.elapsed = performance.now() - began;
    show(result, files);
  };
  worker.onmessage = ({ data }) => {
    if (data.stage && mine === current) $("stage").textContent = `${data.stage} …`;
    if (data.result) finish(data.result);
  };
  worker.onerror = (event) => {
    stopWorker();
    finish(error("module.load", event.message || "the verifier cannot be started in this browser"));
  };
  worker.postMessage(files);
}

// --- files ---------------------------------------------------------------------------------------

const chosen = { certificate: null, theory: null, policy: null, included: [] };

function fill(kind, file, hint) {
  $(`${kind}-zone`).classList.add("filled");
  $(`${kind}-name`).textContent = file.name;
  $(`${kind}-hint`).textContent = hint;
}

function verifyIfReady() {
  if (chosen.certificate && chosen.theory) verify({ ...chosen });
}

function takeCertificate(file) {
  chosen.certificate = file;
  fill("certificate", file, size(file.size));
}

const lastPart = (path) => path.split("/").pop();

function takePolicy(file) {
  chosen.policy = file;
  fill("policy", file, size(file.size));
  $("no-policy").hidden = false;
}

function removePolicy() {
  chosen.policy = null;
  $("policy-zone").classList.remove("filled");
  $("policy-name").textContent = "None";
  $("policy-hint").textContent = "drop a file that says which axioms you accept, or choose one";
  $("no-policy").hidden = true;
}

/** What the texts of files include, as it stands there. */
async function inclusionsIn(files) {
  const texts = await Promise.all(files.map((file) => file.text().catch(() => "")));
  return new Set(texts.flatMap((text) => [...text.matchAll(/\$\[\s+(\S+)\s+\$\]/g)].map(([, name]) => name)));
}

/** Files have lost their folders: each gets the names by which it may be included. */
function namedFiles(files, inclusions) {
  const folders = new Set([...inclusions].map((name) => name.slice(0, -lastPart(name).length)).filter(Boolean));
  return files.flatMap((file) => [...inclusions].filter((name) => lastPart(name) === file.name)
    .flatMap((name) => [name, ...[...folders].map((folder) => folder + name)])
    .map((name) => ({ name, file })));
}

/** Of several files the theory is the first that no other one includes. */
async function takeTheory(files) {
  const inclusions = files.length > 1 ? await inclusionsIn(files) : new Set();
  const included = new Set([...inclusions].map(lastPart));
  const theory = files.find((file) => !included.has(file.name)) ?? files[0];
  const others = files.filter((file) => file !== theory);
  chosen.theory = theory;
  chosen.included = namedFiles(others, inclusions);
  const more = others.length > 0 ? ` and ${count(others.length, "file")} to include` : "";
  fill("theory", theory, size(theory.size) + more);
}

/** The beginning of a file; nothing for a folder, or if it is gone: the worker will say so. */
function beginning(file) {
  return file.slice(0, 4096).text().catch(() => "");
}

/** What a file says that it is. */
async function kindOf(file) {
  const text = await beginning(file);
  if (/^BF[CL]\n/.test(text)) return "certificate";
  const withoutComments = text.replaceAll(/#.*/g, "");
  return /^\s*policy\s/.test(withoutComments) ? "policy" : "theory"; // its first line is the version
}

/** Files dropped on a zone belong there; anywhere else they are told apart by what is in them. */
async function take(files, zone) {
  if (files.length === 0) return;
  const found = { certificate: [], theory: [], policy: [] };
  if (zone in found && files.length === 1) {
    found[zone] = files;
  } else {
    const kinds = await Promise.all(files.map(kindOf));
    files.forEach((file, place) => found[kinds[place]].push(file));
  }
  if (found.certificate.length > 0) takeCertificate(found.certificate[0]);
  if (found.policy.length > 0) takePolicy(found.policy[0]);
  if (found.theory.length > 0) await takeTheory(found.theory);
  verifyIfReady();
}

function zoneOf(target) {
  return target instanceof Element ? target.closest(".zone") : null;
}

for (const kind of ["certificate", "theory", "policy"])
  $(`${kind}-input`).addEventListener("change", ({ target }) => {
    take([...target.files], kind);
    target.value = ""; // so that the same file can be chosen again
  });

addEventListener("dragover", (event) => {
  event.preventDefault();
  for (const zone of document.querySelectorAll(".zone")) zone.classList.toggle("over", zone === zoneOf(event.target));
});
addEventListener("dragleave", (event) => zoneOf(event.target)?.classList.remove("over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  const zone = zoneOf(event.target);
  zone?.classList.remove("over");
  take([...event.dataTransfer.files], zone?.id.replace("-zone", "") ?? "");
});

$("no-policy").addEventListener("click", () => {
  removePolicy();
  verifyIfReady();
});

$("cancel").addEventListener("click", () => {
  ++current;
  stopWorker();
  $("work").hidden = true;
  document.body.dataset.state = "idle";
});

startWorker();
