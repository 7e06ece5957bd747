// Runs the verifier of verifier.html without its page: a line of JSON in, a line of JSON out.
// A question is {base: {path: base64}} or {zip: base64}, with {keys, policies}; or {call: [name, …]} of a primitive; or {codes}.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import vm from "node:vm";

const [html] = process.argv.slice(2);
const script = /<script id="verifier">([\s\S]*?)<\/script>/.exec(readFileSync(html, "utf-8"))[1];
vm.runInThisContext(script, { filename: html });
const { verify, Folder, Archive, Key, readPolicy, noTrust, Unreadable, CODES, NOTES, primitives } = globalThis.ZhijiVerifier;
const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64"));

async function answer({ base, zip, keys = [], policies = [], call, codes }) {
  if (call) return primitive(...call);
  if (codes) return { codes: CODES, notes: [...NOTES].sort() };
  const trust = noTrust();
  for (const key of keys) trust.logs.push(new Key(key));
  for (const policy of policies) readPolicy(bytes(policy), trust);
  const files = Object.entries(base ?? {});
  const volume = zip ? await Archive.open(new Blob([bytes(zip)])) : new Folder(files.map(([path, data]) => [path, new Blob([bytes(data)])]));
  return verify(volume, trust);
}
/** {hex} is bytes, at any depth. */
function unpacked(value) {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== "object" || value === null) return value;
  if ("hex" in value) return primitives.unhex(value.hex);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpacked(inner)]));
}
function primitive(name, ...given) {
  const parts = given.map(unpacked);
  const { P256, P384, hex } = primitives;
  if (name === "ecdsa") return primitives.ecdsa({ P256, P384 }[parts[0]], ...parts.slice(1));
  if (name === "sm2") return primitives.sm2(parts[0], parts[1], primitives.numberPair(parts[2]), parts[3]);
  const result = primitives[name](...parts);
  return result instanceof Uint8Array ? hex(result) : result;
}

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try { said = await answer(JSON.parse(line)); } catch (error) {
    said = { unreadable: error instanceof Unreadable, error: String(error.message) };
  }
  process.stdout.write(JSON.stringify(said) + "\n");
}
