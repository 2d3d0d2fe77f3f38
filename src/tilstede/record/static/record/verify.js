// Checks a bundle in the browser: the same checks as verify.py, and nothing leaves the machine.
//
// It attaches itself to every <form data-verify>, with inputs named `bundle` (the zip), `folder` (the
// unpacked folder), `checkpoint` (one kept from before) and `key`, all optional, and an <output>.
// data-bundle="address" on the form: the bundle is fetched from there when no file is chosen.
// The words come from a <script type="application/json" data-verify-words>, else from words.json beside.

const UNCOVERED = /^(verify\.(py|html)|README\.[a-z]+\.txt)$/;
const EVENT = /^events\/(0|[1-9][0-9]*)\/entry\.json$/;
const STAMP = /^timestamps\/([1-9][0-9]*)\.[1-9][0-9]*\.tsr$/;
const utf8 = new TextEncoder();

/** Something does not hold. The code is a key of words.json. */
export class Bad extends Error {
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

// --- bytes ------------------------------------------------------------------------------------------

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const same = (one, other) => !!one && !!other && hex(one) === hex(other);

function unhex(text, file) {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new Bad("form", { file });
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function decoded(text, file) {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    throw new Bad("form", { file });
  }
}

function textOf(bytes, file) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Bad("form", { file });
  }
}

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
}

const node = (left, right) => sha256(Uint8Array.of(1), left, right);

/** RFC 8785 JSON, for values without fractions. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

// --- the bundle's files -----------------------------------------------------------------------------

/** The files of a zip whose members are stored unpacked, as ours are: name to bytes. */
export function unzipped(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const files = new Map();
  let at = directory(view);
  while (at + 46 <= data.length && view.getUint32(at, true) === 0x02014b50) {
    const [method, size] = [view.getUint16(at + 10, true), view.getUint32(at + 24, true)];
    const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = textOf(data.subarray(at + 46, at + 46 + lengths[0]), "zip");
    const local = view.getUint32(at + 42, true);
    const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (method !== 0 || files.has(name) || begin + size > data.length) throw new Bad("zip");
    if (!name.endsWith("/")) files.set(name, data.subarray(begin, begin + size));
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  return files;
}

/** Where the zip's central directory begins. */
function directory(view) {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 65557); at -= 1) {
    if (view.getUint32(at, true) === 0x06054b50) return view.getUint32(at + 16, true);
  }
  throw new Bad("zip");
}

/** The bundle. Every file must be listed in the manifest, and used by some check. */
class Folder {
  constructor(files) {
    this.files = new Map([...files].filter(([name]) => !UNCOVERED.test(name)));
    this.names = [...this.files.keys()].sort();
    this.unused = new Set(this.names);
  }

  read(name) {
    if (!this.files.has(name)) throw new Bad("missing", { file: name });
    this.unused.delete(name);
    return this.files.get(name);
  }

  json(name, keys) {
    const text = textOf(this.read(name), name);
    let value;
    try {
      value = JSON.parse(text);
    } catch {
      throw new Bad("form", { file: name });
    }
    const proper = !keys || (Object.keys(value).sort().join() === keys && value.v === 1);
    if (canonical(value) !== text || !proper) throw new Bad("form", { file: name });
    return value;
  }

  async checkManifest() {
    const listed = this.json("manifest.json", "files,v").files;
    for (const file of this.names) {
      if (file !== "manifest.json" && !Object.hasOwn(listed, file)) throw new Bad("unlisted", { file });
    }
    for (const file of Object.keys(listed).sort()) {
      if (!this.files.has(file)) throw new Bad("missing", { file });
      if (hex(await sha256(this.files.get(file))) !== listed[file]) throw new Bad("changed", { file });
    }
  }
}

// --- keys and checkpoints ---------------------------------------------------------------------------

async function parseKey(text, file) {
  const [name, id, ...rest] = text.trim().split("+");
  const material = decoded(rest.join("+"), file);
  if (material.length !== 33) throw new Bad("form", { file });
  const expected = (await sha256(utf8.encode(`${name}\n`), material)).subarray(0, 4);
  if (hex(expected) !== id) throw new Bad("form", { file });
  const fingerprint = hex(await sha256(material.subarray(1)));
  return { name, id, public: material.subarray(1), fingerprint, text: text.trim() };
}

function parseCheckpoint(bytes, file) {
  const whole = textOf(bytes, file);
  const cut = whole.lastIndexOf("\n\n");
  const [text, under] = [whole.slice(0, cut + 1), whole.slice(cut + 2)];
  const [origin, size, root] = text.split("\n");
  const rows = under.split("\n").slice(0, -1).map((row) => row.split(" "));
  const proper = cut > 0 && under.endsWith("\n") && /^(0|[1-9][0-9]*)$/.test(size) && root;
  if (!proper || rows.some((row) => row.length !== 3 || row[0] !== "—")) throw new Bad("form", { file });
  const lines = rows.map((row) => ({ name: row[1], data: decoded(row[2], file) }));
  return { whole, text, lines, origin, size: Number(size), root: decoded(root, file) };
}

async function checkSignature(checkpoint, key, file) {
  const found = checkpoint.lines.filter(
    (line) => line.name === key.name && hex(line.data.subarray(0, 4)) === key.id,
  );
  if (!found.length) throw new Bad("unsigned", { file, name: key.name });
  for (const line of found) {
    const good = await signed(key.public, line.data.subarray(4), utf8.encode(checkpoint.text));
    if (!good) throw new Bad("signature", { file, name: key.name });
  }
}

async function signed(key, signature, message) {
  try {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
  } catch {
    throw new Bad("browser");
  }
}

// --- the tree (RFC 9162 § 2.1) ----------------------------------------------------------------------

/** The root an inclusion path leads to (§ 2.1.3.2); null when it has the wrong length. */
async function rootOfPath(leaf, index, size, path) {
  let [first, last, hashed] = [index, size - 1, leaf];
  const half = (number) => Math.floor(number / 2);
  for (const sibling of path) {
    if (last === 0) return null;
    if (first % 2 || first === last) {
      hashed = await node(sibling, hashed);
      while (first && first % 2 === 0) [first, last] = [half(first), half(last)];
    } else {
      hashed = await node(hashed, sibling);
    }
    [first, last] = [half(first), half(last)];
  }
  return last ? null : hashed;
}

/** The roots of the first `older` and the first `newer` leaves, from the same subtrees. */
async function twoRoots(older, newer, get) {
  const before = [];
  const span = async (begin, end) => {
    const width = end - begin;
    const level = Math.log2(width);
    if ((end <= older || begin >= older) && Number.isInteger(level) && begin % width === 0) {
      const found = await get(level, begin / width);
      if (end <= older) before.push(found);
      return found;
    }
    const middle = begin + 2 ** (Math.ceil(level) - 1);
    const left = await span(begin, middle);
    return node(left, await span(middle, end));
  };
  const whole = await span(0, newer);
  let part = before.pop();
  while (before.length) part = await node(before.pop(), part);
  return [part, whole];
}

/** The hash over a complete subtree, from the hashes below it. */
async function subtree(bytes) {
  if (bytes.length === 32) return bytes;
  const half = bytes.length / 2;
  return node(await subtree(bytes.subarray(0, half)), await subtree(bytes.subarray(half)));
}

/**
 * Tells the root the log had at an earlier size, or undefined: from the leaves' hashes while the log is
 * small, else from hashes of subtrees. They must also make the bundle's own root.
 */
async function historyOf(folder, head) {
  const content = folder.json("history.json", "leaves,nodes,sizes,v");
  const leaves = decoded(content.leaves, "history.json");
  const [roots, used] = [new Map(), new Set()];
  const get = (level, index) => {
    const name = `${level}/${index}`;
    used.add(name);
    return decoded(content.nodes[name] ?? "", "history.json");
  };
  for (const size of content.sizes) {
    const [older, newer] = await twoRoots(size, head.size, get);
    if (!same(newer, head.root)) throw new Bad("history");
    roots.set(size, older);
  }
  if (used.size !== Object.keys(content.nodes).length) throw new Bad("history");
  if (!leaves.length) return async (size) => roots.get(size);
  const below = (level, index) => subtree(leaves.subarray(32 * index * 2 ** level, 32 * (index + 1) * 2 ** level));
  const rootOf = async (size) =>
    size > 0 && size <= head.size ? (await twoRoots(size, size, below))[0] : undefined;
  if (!same(await rootOf(head.size), head.root)) throw new Bad("history");
  return rootOf;
}

// --- events -----------------------------------------------------------------------------------------

async function checkEvent(folder, number, head) {
  const place = `events/${number}/`;
  const entry = folder.json(`${place}entry.json`);
  const held = folder.json(`${place}salts.json`);
  const proper = entry.number === number && entry.v === 1;
  if (!proper || Object.keys(held).some((role) => !Object.hasOwn(entry.digests, role))) {
    throw new Bad("form", { file: `${place}entry.json` });
  }
  for (const [role, { file, salt }] of Object.entries(held)) {
    const name = place + file;
    const digest = await sha256(unhex(salt, `${place}salts.json`), folder.read(name));
    if (hex(digest) !== entry.digests[role]) throw new Bad("changed", { file: name });
  }
  const leaf = await sha256(Uint8Array.of(0), folder.read(`${place}entry.json`));
  await checkProof(folder.read(`${place}proof.tlog-proof`), leaf, number, head, place);
  const absent = Object.keys(entry.digests).filter((role) => !Object.hasOwn(held, role));
  return { ...entry, absent };
}

/** c2sp.org/tlog-proof@v1. Its checkpoint must be the bundle's own. */
async function checkProof(bytes, leaf, number, head, place) {
  const file = `${place}proof.tlog-proof`;
  const whole = textOf(bytes, file);
  const cut = whole.indexOf("\n\n");
  const lines = whole.slice(0, cut).split("\n");
  const proper = lines[0] === "c2sp.org/tlog-proof@v1" && lines[1] === `index ${number}`;
  if (cut < 0 || !proper) throw new Bad("form", { file });
  if (whole.slice(cut + 2) !== head.whole) throw new Bad("other-checkpoint", { file });
  const path = lines.slice(2).map((line) => decoded(line, file));
  const root = number < head.size ? await rootOfPath(leaf, number, head.size, path) : null;
  if (!same(root, head.root)) throw new Bad("not-in-log", { number });
}

async function checkKeyEvent(folder, entries, key) {
  const first = entries.find((entry) => entry.number === 0);
  if (!first || first.kind !== "key" || first.absent.length) throw new Bad("no-key-event");
  const about = folder.json("events/0/about.json");
  if (about.origin !== key.name || about.verifier !== key.text) throw new Bad("other-key");
}

/** Time-stamps are on checkpoints of this log; what the authority itself signed is for verify.py. */
async function checkStamps(folder, head, rootOf, key) {
  const said = [];
  for (const name of folder.names) {
    const found = STAMP.exec(name);
    if (!found) continue;
    const size = Number(found[1]);
    const file = `timestamps/${size}.checkpoint`;
    const stamped = parseCheckpoint(folder.read(file), file);
    await checkSignature(stamped, key, file);
    const root = size === head.size ? head.root : await rootOf(size);
    if (stamped.size !== size || !same(stamped.root, root)) throw new Bad("history");
    folder.read(name);
    folder.read(name.replace(/tsr$/, "pem"));
    said.push(["stamp-unchecked", { size }]);
  }
  return said;
}

// --- the whole --------------------------------------------------------------------------------------

/**
 * Every check there is. `files`: name to bytes; `given.key`: a vkey or fingerprint; `given.checkpoint`:
 * the bytes of one kept from before. Gives what can be said, as [code, values]; throws Bad.
 */
export async function verify(files, given = {}) {
  if (!globalThis.crypto?.subtle) throw new Bad("browser");
  const folder = new Folder(files);
  await folder.checkManifest();
  const key = await parseKey(textOf(folder.read("key.txt"), "key.txt"), "key.txt");
  const head = parseCheckpoint(folder.read("checkpoint.txt"), "checkpoint.txt");
  await checkSignature(head, key, "checkpoint.txt");
  if (head.origin !== key.name) throw new Bad("other-key");
  const rootOf = await historyOf(folder, head);
  const numbers = folder.names.flatMap((name) => EVENT.exec(name)?.slice(1) ?? []).map(Number);
  const entries = [];
  for (const number of numbers.sort((one, other) => one - other)) {
    entries.push(await checkEvent(folder, number, head));
  }
  await checkKeyEvent(folder, entries, key);
  const stamps = await checkStamps(folder, head, rootOf, key);
  for (const file of folder.unused) throw new Bad("unlisted", { file });
  const said = entries.flatMap(saidOf);
  said.push(["log", { name: key.name, size: head.size, fingerprint: key.fingerprint }]);
  return [...said, ...stamps, ...(await checkGiven(given, head, rootOf, key))];
}

function saidOf(entry) {
  const said = [["event", entry]];
  if (entry.absent.length) said.push(["absent", { ...entry, roles: entry.absent.join(", ") }]);
  return said;
}

async function checkGiven(given, head, rootOf, key) {
  const said = [];
  const wanted = (given.key ?? "").trim();
  if (!wanted) {
    said.push(["compare-page", {}]);
  } else if (wanted.toLowerCase() !== key.fingerprint && wanted !== key.text) {
    throw new Bad("given-key", { fingerprint: key.fingerprint });
  }
  if (given.checkpoint) {
    const text = textOf(given.checkpoint, "checkpoint").replaceAll("\r\n", "\n"); // as mail may have it
    const kept = parseCheckpoint(utf8.encode(text), "checkpoint");
    if (kept.origin !== key.name) throw new Bad("other-log", { name: kept.origin });
    await checkSignature(kept, key, "checkpoint");
    await checkKept(kept, head, rootOf);
    said.push(["kept", { size: kept.size, held: head.size }]);
  }
  return said;
}

async function checkKept(kept, head, rootOf) {
  const root = kept.size === head.size ? head.root : await rootOf(kept.size);
  if (!root && kept.size > 0) {
    const code = kept.size > head.size ? "newer" : "unknown-size";
    throw new Bad(code, { size: kept.size, held: head.size, name: head.origin });
  }
  if (root && !same(root, kept.root)) throw new Bad("rewritten", { size: kept.size });
}

// --- the page ---------------------------------------------------------------------------------------

function language(words) {
  const asked = [document.documentElement.lang, ...navigator.languages].filter(Boolean);
  const codes = asked.map((code) => code.slice(0, 2).toLowerCase().replace("no", "nb"));
  return codes.find((code) => code in words) ?? "en";
}

async function wordsOf() {
  const block = document.querySelector("script[data-verify-words]");
  if (block) return JSON.parse(block.textContent);
  return (await fetch(new URL("words.json", import.meta.url))).json();
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}

async function filesOf(form) {
  const [zip] = form.elements.bundle?.files ?? [];
  const chosen = [...(form.elements.folder?.files ?? [])];
  if (zip) return unzipped(await bytesOf(zip));
  if (chosen.length) {
    const files = chosen.map(async (file) => [
      file.webkitRelativePath.split("/").slice(1).join("/"),
      await bytesOf(file),
    ]);
    return new Map(await Promise.all(files));
  }
  if (!form.dataset.bundle) throw new Bad("nothing");
  const answer = await fetch(form.dataset.bundle);
  if (!answer.ok) throw new Bad("nothing");
  return unzipped(new Uint8Array(await answer.arrayBuffer()));
}

/** Check what was chosen in the form, and say it in its <output>. */
async function checkForm(form, words) {
  const output = form.querySelector("output");
  const named = (values) => ({ ...values, kind: words[`kind-${values.kind}`] ?? values.kind });
  const say = (code, values) => filled(words[code] ?? code, named(values));
  const show = (state, title, lines) => {
    output.dataset.state = state;
    const list = document.createElement("ul");
    list.append(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    output.replaceChildren(Object.assign(document.createElement("p"), { textContent: title }), list);
  };
  output.dataset.state = "busy";
  output.replaceChildren(words.busy);
  try {
    const [kept] = form.elements.checkpoint?.files ?? [];
    const given = { key: form.elements.key?.value, checkpoint: kept && (await bytesOf(kept)) };
    const said = await verify(await filesOf(form), given);
    show("good", words.good, said.map(([code, values]) => say(code, values)));
  } catch (error) {
    const told = error instanceof Bad ? say(error.code, error.values) : String(error);
    const unable = ["browser", "nothing", "zip"].includes(error.code);
    show(unable ? "unable" : "bad", unable ? words.unable : words.bad, [told]);
  }
}

async function attach() {
  const forms = document.querySelectorAll("form[data-verify]");
  if (!forms.length) return;
  const all = await wordsOf();
  const code = language(all);
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      checkForm(form, all[code]);
    });
    form.dataset.verify = "ready";
  }
  for (const place of document.querySelectorAll("[data-verify-word]")) {
    place.textContent = all[code][place.dataset.verifyWord];
    document.documentElement.lang = code;
  }
}

attach();
