/** The Merkle tree of RFC 6962 over SHA-256 or SM3, as much as following one proof needs. */
import { sha256 } from "@noble/hashes/sha2.js";
import { sm3 } from "./sm3";

export type Algorithm = "sha256" | "sm3";
export interface Step {
  sibling: Uint8Array;
  siblingFirst: boolean;
  result: Uint8Array;
}

const HASHES = { sha256, sm3 };

export const leafHash = (algorithm: Algorithm, entry: Uint8Array): Uint8Array =>
  HASHES[algorithm](Uint8Array.of(0, ...entry));

/** From the leaf upwards; throws where the proof has not as many hashes as the tree needs. */
export function follow(algorithm: Algorithm, leaf: Uint8Array, index: number, size: number, proof: Uint8Array[]): Step[] {
  const sides = siblingsFirst(index, size);
  if (sides.length !== proof.length) throw new Error(`证明应有 ${sides.length} 个散列，实有 ${proof.length} 个`);
  let own = leaf;
  return sides.map((siblingFirst, place) => {
    const sibling = proof[place]!;
    own = HASHES[algorithm](Uint8Array.of(1, ...(siblingFirst ? sibling : own), ...(siblingFirst ? own : sibling)));
    return { sibling, siblingFirst, result: own };
  });
}

/** Whether each sibling stands left of the way, from the leaf upwards. */
function siblingsFirst(index: number, size: number): boolean[] {
  if (index >= size) throw new Error(`第 ${index} 条不在 ${size} 条的账本里`);
  const sides: boolean[] = [];
  let [first, end] = [0, size];
  while (end - first > 1) {
    let half = 1;
    while (half * 2 < end - first) half *= 2;
    const right = index >= first + half;
    sides.push(right);
    [first, end] = right ? [first + half, end] : [first, first + half];
  }
  return sides.reverse();
}
