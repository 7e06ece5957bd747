/**
 * `<ledger-proof>`: computes an entry's leaf, the way to the root, and the checkpoint's signature once more in the reader's browser.
 *
 * All in script, so that it works where the page came over plain HTTP and the browser keeps its own cryptography closed.
 */
import * as ed from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { bytes, hex } from "./hex";
import { follow, leafHash, type Algorithm } from "./merkle";

ed.hashes.sha512 = sha512;

/** Bytes as hex; note: the signed checkpoint as it is served. */
interface Proof {
  algorithm: Algorithm;
  entry: string;
  index: number;
  size: number;
  proof: string[];
  note: string;
  key: string;
  keyName: string;
  keyId: string;
}

interface Line {
  holds: boolean;
  title: string;
  detail: string;
}

export class LedgerProof extends HTMLElement {
  connectedCallback(): void {
    const data = this.querySelector("script[type='application/json']")?.textContent;
    if (!data) return;
    const button = document.createElement("button");
    button.className = "btn main";
    button.textContent = "核验";
    button.addEventListener("click", () => this.show(check(JSON.parse(data) as Proof)));
    this.append(button);
  }

  private show(lines: Line[]): void {
    const list = document.createElement("ol");
    list.setAttribute("aria-live", "polite");
    list.append(...lines.map(item));
    this.querySelector("ol")?.remove();
    this.append(list);
  }
}

/** Every step with what it gave; the last says what follows. */
export function check(proof: Proof): Line[] {
  try {
    const lines = [...way(proof), signature(proof)];
    const sound = lines.every((line) => line.holds);
    const title = sound ? "成立：这一条在签过名的账本里，一个字节也没有变" : "不成立：请保全现场，与见证方留存的检查点核对";
    return [...lines, { holds: sound, title, detail: "" }];
  } catch (error) {
    return [{ holds: false, title: "不成立", detail: error instanceof Error ? error.message : String(error) }];
  }
}

function way(proof: Proof): Line[] {
  const leaf = leafHash(proof.algorithm, bytes(proof.entry));
  const steps = follow(proof.algorithm, leaf, proof.index, proof.size, proof.proof.map(bytes));
  const root = steps[steps.length - 1]?.result ?? leaf;
  const [, size, stated] = proof.note.split("\n");
  const agrees = size === String(proof.size) && stated === base64(root);
  return [
    { holds: true, title: "叶子 = H(00 ‖ 字节)", detail: hex(leaf) },
    ...steps.map((step, place) => ({
      holds: true,
      title: `第 ${place + 1} 步，与${step.siblingFirst ? "左" : "右"}边合并`,
      detail: hex(step.result),
    })),
    { holds: agrees, title: agrees ? "树根与检查点相同" : "树根与检查点不同", detail: `检查点：${stated ?? "没有"}` },
  ];
}

/** The Ed25519 signature among the note's, over its text (C2SP signed-note). */
function signature(proof: Proof): Line {
  const end = proof.note.lastIndexOf("\n\n") + 1;
  const text = new TextEncoder().encode(proof.note.slice(0, end));
  const found = proof.note
    .slice(end + 1)
    .split("\n")
    .filter((line) => line.startsWith(`— ${proof.keyName} `))
    .map((line) => unbase64(line.split(" ")[2] ?? ""))
    .filter((blob) => hex(blob.subarray(0, 4)) === proof.keyId);
  const holds = found.length > 0 && found.every((blob) => holdsUnder(blob.subarray(4), text, bytes(proof.key)));
  return { holds, title: holds ? "检查点的签名成立（Ed25519）" : "检查点的签名不成立", detail: `公钥：${proof.key}` };
}

function holdsUnder(signed: Uint8Array, text: Uint8Array, key: Uint8Array): boolean {
  try {
    return ed.verify(signed, text, key);
  } catch {
    return false;
  }
}

function item(line: Line): HTMLElement {
  const row = document.createElement("li");
  row.className = line.holds ? "holds" : "fails";
  const title = document.createElement("b");
  title.textContent = `${line.holds ? "✓" : "✗"} ${line.title}`;
  const detail = document.createElement("span");
  detail.className = "mono";
  detail.textContent = line.detail;
  row.append(title, detail);
  return row;
}

const base64 = (data: Uint8Array): string => btoa(String.fromCharCode(...data));
const unbase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

customElements.define("ledger-proof", LedgerProof);
