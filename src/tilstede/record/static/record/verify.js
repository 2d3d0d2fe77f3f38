// Checks a bundle in the browser: the same checks as verify.py, and nothing leaves the machine.
//
// It attaches itself to every <form data-verify>, with inputs named `bundle` (the zip), `folder` (the
// unpacked folder), `checkpoint` (one kept from before) and `key`, all optional, and an <output>.
// data-bundle="address" on the form: the bundle is fetched from there when no file is chosen.
// The words come from a <script type="application/json" data-verify-words>, else from words.json beside.

const UNCOVERED = /^(verify\.(py|html)|README\.[a-z]+\.txt)$/;
const EVENT = /^events\/(0|[1-9][0-9]{0,14})\/entry\.json$/;
const STAMP = /^timestamps\/([1-9][0-9]{0,14})\.[1-9][0-9]*\.tsr$/;
const NODE = /^(0|[1-9][0-9]?)\/(0|[1-9][0-9]{0,14})$/;
const DIGEST = /^[0-9a-f]{64}$/;
const SALT = /^([0-9a-f]{2})+$/;
const SIZE = /^(0|[1-9][0-9]{0,14})$/;
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

const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
const isNumber = (value) => Number.isSafeInteger(value) && value >= 0;
const isText = (value, form = /^/) => typeof value === "string" && form.test(value);
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const keysOf = (value) => Object.keys(value).sort().join();

/** The file must be written as it should be. */
function demand(proper, file) {
  if (!proper) throw new Bad("form", { file });
}

/** Base64, written in the one canonical way. */
function decoded(text, file) {
  let letters;
  try {
    letters = atob(text);
  } catch {
    throw new Bad("form", { file });
  }
  demand(btoa(letters) === text, file);
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
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

  /** A JSON object, written in the one canonical way; with `keys`: of the first version, with these only. */
  json(name, keys) {
    const text = textOf(this.read(name), name);
    let value;
    let same = false;
    try {
      value = JSON.parse(text);
      same = canonical(value) === text;
    } catch {
      // as if it were written otherwise
    }
    demand(same && isObject(value), name);
    demand(!keys || (keysOf(value) === keys && value.v === 1), name);
    return value;
  }

  /** Every file is listed, and is what it was. The event whose words the bundle says it proves. */
  async checkManifest() {
    const { files: listed, post } = this.json("manifest.json", "files,post,v");
    demand(isNumber(post) && isObject(listed), "manifest.json");
    for (const file of this.names) {
      if (file !== "manifest.json" && !Object.hasOwn(listed, file)) throw new Bad("unlisted", { file });
    }
    for (const file of Object.keys(listed).sort()) {
      if (!this.files.has(file)) throw new Bad("missing", { file });
      if (hex(await sha256(this.files.get(file))) !== listed[file]) throw new Bad("changed", { file });
    }
    return post;
  }
}

// --- keys and checkpoints ---------------------------------------------------------------------------

/** A log's key as it is handed out: name+id+base64. */
async function parseKey(text, file) {
  const [name, id, ...rest] = text.split("+");
  const material = decoded(rest.join("+"), file);
  demand(name && material.length === 33 && material[0] === 1, file);
  const expected = (await sha256(utf8.encode(`${name}\n`), material)).subarray(0, 4);
  demand(hex(expected) === id, file);
  const fingerprint = hex(await sha256(material.subarray(1)));
  return { name, id, public: material.subarray(1), fingerprint, text };
}

function parseNote(bytes, file) {
  const whole = textOf(bytes, file);
  const cut = whole.lastIndexOf("\n\n");
  const [text, under] = [whole.slice(0, cut + 1), whole.slice(cut + 2)];
  const rows = under.split("\n").slice(0, -1).map((row) => row.split(" "));
  demand(cut >= 0 && under.endsWith("\n"), file);
  demand(rows.every((row) => row.length === 3 && row[0] === "—"), file);
  return { whole, text, lines: rows.map((row) => ({ name: row[1], data: decoded(row[2], file) })) };
}

function parseCheckpoint(bytes, file) {
  const note = parseNote(bytes, file);
  const [origin, size, root] = note.text.split("\n");
  demand(isText(size, SIZE), file);
  const found = { note, origin, size: Number(size), root: decoded(root ?? "", file) };
  demand(found.root.length === 32, file);
  return found;
}

/** The key has signed the note, and no line in its name is false. */
async function checkSignature(note, key, file) {
  if (!(await checkLines(note, [key], file))) throw new Bad("unsigned", { file, name: key.name });
}

/** How many lines are by these keys; each of them must be true. Others' lines say nothing to us. */
async function checkLines(note, keys, file) {
  let count = 0;
  for (const key of keys) {
    for (const line of note.lines) {
      if (line.name !== key.name || hex(line.data.subarray(0, 4)) !== key.id) continue;
      const good = await signed(key.public, line.data.subarray(4), utf8.encode(note.text));
      if (!good) throw new Bad("signature", { file, name: key.name });
      count += 1;
    }
  }
  return count;
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
  const file = "history.json";
  const content = folder.json(file, "leaves,nodes,sizes,v");
  demand(isHistory(content, head.size), file);
  const leaves = decoded(content.leaves, file);
  const nodes = new Map(Object.entries(content.nodes).map(([name, text]) => [name, decoded(text, file)]));
  const [roots, used] = [new Map(), new Set()];
  const get = (level, index) => {
    const name = `${level}/${index}`;
    used.add(name);
    return nodes.get(name) ?? new Uint8Array();
  };
  for (const size of content.sizes) {
    const [older, newer] = await twoRoots(size, head.size, get);
    if (!same(newer, head.root)) throw new Bad("history");
    roots.set(size, older);
  }
  if ([...used].sort().join() !== [...nodes.keys()].sort().join()) throw new Bad("history");
  if (!leaves.length) return async (size) => roots.get(size);
  const below = (level, index) => subtree(leaves.subarray(32 * index * 2 ** level, 32 * (index + 1) * 2 ** level));
  const rootOf = async (size) =>
    size > 0 && size <= head.size ? (await twoRoots(size, size, below))[0] : undefined;
  if (leaves.length !== 32 * head.size) throw new Bad("history");
  if (!same(await rootOf(head.size), head.root)) throw new Bad("history");
  return rootOf;
}

/** Leaves, or else sizes, rising, and the nodes they need. */
function isHistory({ leaves, nodes, sizes }, newest) {
  if (!isText(leaves) || !isObject(nodes) || !Array.isArray(sizes)) return false;
  const named = Object.entries(nodes).every(([name, text]) => NODE.test(name) && isText(text));
  const rising = sizes.every(
    (size, at) => isNumber(size) && size > (at ? sizes[at - 1] : 0) && size <= newest,
  );
  return named && rising && !(leaves && (sizes.length || Object.keys(nodes).length));
}

// --- events -----------------------------------------------------------------------------------------

async function checkEvent(folder, number, head) {
  const place = `events/${number}/`;
  const [entry, held] = [folder.json(`${place}entry.json`), folder.json(`${place}salts.json`)];
  demand(isEntry(entry, number), `${place}entry.json`);
  demand(areSalts(held, entry.digests), `${place}salts.json`);
  const files = new Map();
  for (const [role, { file, salt }] of Object.entries(held)) {
    const name = place + file;
    if (hex(await sha256(unhex(salt), folder.read(name))) !== entry.digests[role]) {
      throw new Bad("changed", { file: name });
    }
    files.set(role, name);
  }
  const leaf = await sha256(Uint8Array.of(0), folder.read(`${place}entry.json`));
  await checkProof(folder.read(`${place}proof.tlog-proof`), leaf, number, head, place);
  const absent = Object.keys(entry.digests).filter((role) => !files.has(role));
  return { ...entry, files, absent };
}

function isEntry(entry, number) {
  const proper = keysOf(entry) === "digests,kind,number,time,v" && isObject(entry.digests);
  return (
    proper &&
    entry.number === number &&
    entry.v === 1 &&
    isText(entry.kind) &&
    isText(entry.time) &&
    Object.values(entry.digests).every((digest) => isText(digest, DIGEST))
  );
}

function areSalts(held, digests) {
  return Object.entries(held).every(
    ([role, payload]) =>
      Object.hasOwn(digests, role) &&
      isObject(payload) &&
      keysOf(payload) === "file,salt" &&
      isText(payload.file) &&
      isText(payload.salt, SALT),
  );
}

/** c2sp.org/tlog-proof@v1. Its checkpoint must be the bundle's own. */
async function checkProof(bytes, leaf, number, head, place) {
  const file = `${place}proof.tlog-proof`;
  const whole = textOf(bytes, file);
  const cut = whole.indexOf("\n\n");
  const lines = whole.slice(0, cut).split("\n");
  demand(cut >= 0 && lines[0] === "c2sp.org/tlog-proof@v1" && lines[1] === `index ${number}`, file);
  if (whole.slice(cut + 2) !== head.note.whole) throw new Bad("other-checkpoint", { file });
  const path = lines.slice(2).map((line) => decoded(line, file));
  const root = number < head.size ? await rootOfPath(leaf, number, head.size, path) : null;
  if (!same(root, head.root)) throw new Bad("not-in-log", { number });
}

/** The bundle holds the words of the post it is said to prove, and of every wording it names. */
function checkWords(events, post) {
  const said = events.find((event) => event.number === post);
  if (!said || !Object.hasOwn(said.digests, "post")) throw new Bad("no-post", { number: post });
  for (const { number, absent } of events) {
    if (absent.includes("post")) throw new Bad("no-words", { number });
  }
}

/** Every event is about this post, or is one of the log's own: it shares a name with it, or with another that does. */
function checkSame(folder, events, post) {
  const names = namesOf(folder, events.find(({ number }) => number === post));
  let left = events.filter(({ kind, number }) => kind !== "key" && number !== post);
  while (left.length) {
    const linked = left.filter((event) => [...namesOf(folder, event)].some((name) => names.has(name)));
    if (!linked.length) throw new Bad("other-post", { number: left[0].number, post });
    for (const event of linked) namesOf(folder, event).forEach((name) => names.add(name));
    left = left.filter((event) => !linked.includes(event));
  }
}

/** What the event calls its post: the names networks know it by, and its number here. */
function namesOf(folder, event) {
  const names = new Set(event.kind === "seen" ? [event.number] : []);
  for (const role of ["post", "about"]) {
    if (!event.files.has(role)) continue;
    let told;
    try {
      told = JSON.parse(textOf(folder.read(event.files.get(role)), ""));
    } catch {
      continue;
    }
    if (!isObject(told)) continue;
    if (Array.isArray(told.aliases)) told.aliases.filter((name) => isText(name)).forEach((name) => names.add(name));
    if (isNumber(told.post)) names.add(told.post);
  }
  return names;
}

// --- the log's keys ---------------------------------------------------------------------------------

/** The keys of the log, by its own word: the first in event 0, each later one signed for by the one before. */
class Keys {
  constructor() {
    this.held = [];
    this.said = [];
  }

  static async of(folder, events) {
    const keys = new Keys();
    for (const event of events) {
      if (event.kind === "key") await keys.add(folder, event);
    }
    if (!keys.held.length) throw new Bad("no-key-event");
    return keys;
  }

  async add(folder, event) {
    const file = event.files.get("about");
    if (event.absent.length || !file) throw new Bad("no-key-event");
    const about = folder.json(file);
    demand(isText(about.origin) && isText(about.verifier), file);
    const key = await parseKey(about.verifier, file);
    if (key.name !== about.origin) throw new Bad("other-key");
    if (event.number) await this.checkChange(about, key, event, file);
    this.held.push({ since: event.number, key });
  }

  /** The key before and the new one have both signed the change. */
  async checkChange(about, key, event, file) {
    if (!this.held.length) throw new Bad("no-key-event");
    const old = this.held.at(-1).key;
    demand(isText(about.note), file);
    const note = parseNote(utf8.encode(about.note), file);
    const text = `tilstede.key-change/v1\n${key.name}\n${event.number}\n${about.verifier}\n`;
    if (note.text !== text || key.name !== old.name) throw new Bad("key-change", event);
    await checkSignature(note, old, file);
    await checkSignature(note, key, file);
    this.said.push(["key-changed", { ...event, old: old.fingerprint, new: key.fingerprint }]);
  }

  /** The key that signs when the log has that many events. */
  at(size) {
    return this.held.findLast(({ since }) => since < Math.max(size, 1)).key;
  }

  /** Signed by the key of its time, and no line by another of the log's keys is false. */
  async check(checkpoint, file) {
    await checkSignature(checkpoint.note, this.at(checkpoint.size), file);
    await checkLines(checkpoint.note, this.held.map(({ key }) => key), file);
  }
}

// --- time-stamps ------------------------------------------------------------------------------------

/** Time-stamps are on checkpoints of this log; what the authority itself signed is for verify.py. */
async function checkStamps(folder, head, rootOf, keys) {
  const said = [];
  for (const name of folder.names) {
    const found = STAMP.exec(name);
    if (!found) continue;
    const size = Number(found[1]);
    const file = `timestamps/${size}.checkpoint`;
    const stamped = parseCheckpoint(folder.read(file), file);
    await keys.check(stamped, file);
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
  const post = await folder.checkManifest();
  const key = await readKey(folder);
  const head = parseCheckpoint(folder.read("checkpoint.txt"), "checkpoint.txt");
  await checkSignature(head.note, key, "checkpoint.txt");
  const rootOf = await historyOf(folder, head);
  const numbers = folder.names.flatMap((name) => EVENT.exec(name)?.slice(1) ?? []).map(Number);
  const events = [];
  for (const number of numbers.sort((one, other) => one - other)) {
    events.push(await checkEvent(folder, number, head));
  }
  const keys = await Keys.of(folder, events);
  if (keys.at(head.size).text !== key.text || head.origin !== key.name) throw new Bad("other-key");
  await keys.check(head, "checkpoint.txt");
  checkWords(events, post);
  checkSame(folder, events, post);
  const stamps = await checkStamps(folder, head, rootOf, keys);
  for (const file of [...folder.unused].sort()) throw new Bad("unlisted", { file });
  const said = events.flatMap(saidOf);
  said.push(["log", { name: key.name, size: head.size, fingerprint: key.fingerprint }]);
  return [...said, ...keys.said, ...stamps, ...(await checkGiven(given, head, rootOf, keys))];
}

async function readKey(folder) {
  const text = textOf(folder.read("key.txt"), "key.txt");
  demand(text.endsWith("\n"), "key.txt");
  return parseKey(text.slice(0, -1), "key.txt");
}

function saidOf(event) {
  const said = [["event", event]];
  if (event.files.has("post")) said.push(["words", { file: event.files.get("post") }]);
  if (event.absent.length) said.push(["absent", { ...event, roles: event.absent.sort().join(", ") }]);
  return said;
}

async function checkGiven(given, head, rootOf, keys) {
  const said = [given.key?.trim() ? await checkGivenKey(given.key, keys, head) : ["compare-page", {}]];
  if (given.checkpoint) {
    const kept = readKept(given.checkpoint);
    if (kept.origin !== head.origin) throw new Bad("other-log", { name: kept.origin });
    await checkKeptSignature(kept, head, keys);
    await checkKept(kept, head, rootOf);
    said.push(["kept", { size: kept.size, held: head.size }]);
  }
  return said;
}

/** A fingerprint or a key. An earlier key of the log's will do: it has signed for the next one itself. */
async function checkGivenKey(text, keys, head) {
  const fingerprint = text.replace(/[\s:]/g, "").toLowerCase();
  const whole = DIGEST.test(fingerprint) ? null : text.trim();
  if (whole) {
    await parseKey(whole, "").catch(() => {
      throw new Bad("not-key", { text: whole.slice(0, 100) });
    });
  }
  const now = keys.at(head.size);
  for (const [place, { key }] of keys.held.entries()) {
    if (whole ? key.text === whole : key.fingerprint === fingerprint) {
      return key === now ? ["given", {}] : ["given-earlier", { number: keys.held[place + 1].since }];
    }
  }
  throw new Bad("given-key", { fingerprint: now.fingerprint });
}

/** A checkpoint as mail or paper may give it back. */
function readKept(bytes) {
  try {
    const text = textOf(bytes, "").replaceAll("\ufeff", "").replaceAll("\r\n", "\n");
    return parseCheckpoint(utf8.encode(`${text.replace(/^\n+|\n+$/g, "")}\n`), "");
  } catch {
    throw new Bad("not-checkpoint", { file: "checkpoint" });
  }
}

async function checkKeptSignature(kept, head, keys) {
  try {
    await keys.check(kept, "checkpoint");
  } catch (error) {
    if (error.code !== "unsigned" || kept.size <= head.size) throw error;
    throw new Bad("newer-key", { size: kept.size, held: head.size });
  }
}

async function checkKept(kept, head, rootOf) {
  const empty = kept.size === 0 && (await sha256());
  const root = empty || (kept.size === head.size ? head.root : await rootOf(kept.size));
  if (!root) {
    const code = kept.size > head.size ? "newer" : "unknown-size";
    throw new Bad(code, { size: kept.size, held: head.size, name: head.origin });
  }
  if (!same(root, kept.root)) throw new Bad("rewritten", { size: kept.size });
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
    const whole = !said.some(([code]) => code === "absent");
    show("good", whole ? words.good : words["good-part"], said.map(([code, values]) => say(code, values)));
  } catch (error) {
    const told = error instanceof Bad ? say(error.code, error.values) : String(error);
    const unable = ["browser", "nothing", "zip", "not-key", "not-checkpoint"].includes(error.code);
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
