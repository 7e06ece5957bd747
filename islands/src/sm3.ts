/** SM3 (GB/T 32905-2016), which no browser has and no common library brings. */
const START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

export function sm3(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  const state = new Uint32Array(START);
  for (let block = 0; block < padded.length; block += 64) compress(state, new DataView(padded.buffer, block, 64));
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, place) => digest.setUint32(4 * place, word));
  return new Uint8Array(digest.buffer);
}

function pad(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(padded.length - 4, message.length << 3);
  return padded;
}

function compress(state: Uint32Array, block: DataView): void {
  const w = expand(block);
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let j = 0; j < 64; j++) {
    const a12 = rotate(a, 12);
    const ss1 = rotate((a12 + e + rotate(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32)) | 0, 7);
    const tt1 = (majority(j, a, b, c) + d + (ss1 ^ a12) + (w[j]! ^ w[j + 4]!)) | 0;
    const tt2 = (choice(j, e, f, g) + h + ss1 + w[j]!) | 0;
    [d, c, b, a] = [c, rotate(b, 9), a, tt1];
    [h, g, f, e] = [g, rotate(f, 19), e, tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17)];
  }
  [a, b, c, d, e, f, g, h].forEach((word, place) => (state[place]! ^= word));
}

function expand(block: DataView): Uint32Array {
  const w = new Uint32Array(68);
  for (let j = 0; j < 16; j++) w[j] = block.getUint32(4 * j);
  for (let j = 16; j < 68; j++) {
    const x = w[j - 16]! ^ w[j - 9]! ^ rotate(w[j - 3]!, 15);
    w[j] = x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[j - 13]!, 7) ^ w[j - 6]!;
  }
  return w;
}

const rotate = (word: number, count: number): number => (count ? (word << count) | (word >>> (32 - count)) : word);
const majority = (j: number, x: number, y: number, z: number): number =>
  j < 16 ? x ^ y ^ z : (x & y) | (x & z) | (y & z);
const choice = (j: number, x: number, y: number, z: number): number => (j < 16 ? x ^ y ^ z : (x & y) | (~x & z));
