import { expect, test } from "vitest";
import { bytes, hex } from "./hex";
import { check } from "./ledger-proof";
import vectors from "./proof-vectors.json";
import { sm3 } from "./sm3";
import { show } from "./testing";

const proofs = vectors as Parameters<typeof check>[0][];
const holds = (proof: (typeof proofs)[number]): boolean => check(proof).every((line) => line.holds);
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

test("the examples of GB/T 32905-2016 appendix A", () => {
  expect(hex(sm3(text("abc")))).toBe("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  expect(hex(sm3(text("abcd".repeat(16))))).toBe("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
});

test("SM3 of nothing and of a length beside a block's end", () => {
  expect(hex(sm3(text("")))).toBe("1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
  expect(sm3(new Uint8Array(55))).not.toEqual(sm3(new Uint8Array(56)));
});

test.each(proofs.map((proof) => [proof.algorithm, proof.index, proof] as const))(
  "the server's proof of %s entry %i holds, and no part of it may change",
  (_algorithm, _index, proof) => {
    expect(holds(proof)).toBe(true);
    expect(holds({ ...proof, entry: `${proof.entry.slice(0, -1)}f` })).toBe(false);
    expect(holds({ ...proof, index: (proof.index + 1) % 7 })).toBe(false);
    expect(holds({ ...proof, proof: proof.proof.slice(1) })).toBe(false);
    expect(holds({ ...proof, note: proof.note.replace("\n7\n", "\n6\n") })).toBe(false);
    expect(holds({ ...proof, key: hex(bytes(proof.key).reverse()) })).toBe(false);
    expect(holds({ ...proof, keyName: "other.example" })).toBe(false);
  },
);

test("the button shows each step and what follows", () => {
  show(`<ledger-proof><script type="application/json">${JSON.stringify(proofs[1])}</script></ledger-proof>`);
  document.querySelector("button")!.click();
  const lines = [...document.querySelectorAll("li")].map((line) => line.textContent);
  expect(lines).toHaveLength(1 + proofs[1]!.proof.length + 1 + 1 + 1);
  expect(lines[lines.length - 1]).toContain("成立：这一条在签过名的账本里");
});
