/** Bytes as pairs of hexadecimal digits, and back. */
export const bytes = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const hex = (data: Uint8Array): string => Array.from(data, (octet) => octet.toString(16).padStart(2, "0")).join("");
