/**
 * `<pass-key data-mode="create|get" data-options|data-from>` around a form: its button asks the authenticator of this device,
 * puts the answer into the field `credential` and sends the form.
 *
 * `data-options`: what to ask, as JSON with binary values in base64url; `data-from`: the address that answers with it.
 */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const BINARY = new Set(["challenge", "id"]);
const REFUSED = "没有完成：可能取消了，或这台设备不支持。请再试一次，或用别的办法。";

/** What talks to the authenticator; tests hand in another. */
export const authenticator = {
  create: (options: CredentialCreationOptions) => navigator.credentials.create(options),
  get: (options: CredentialRequestOptions) => navigator.credentials.get(options),
};

export class PassKey extends HTMLElement {
  connectedCallback(): void {
    if (!("PublicKeyCredential" in window)) return;
    this.hidden = false;
    this.addEventListener("click", this.onClick);
  }

  disconnectedCallback(): void {
    this.removeEventListener("click", this.onClick);
  }

  private readonly onClick = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest("[data-ask]")) void this.ask();
  };

  private async ask(): Promise<void> {
    const form = this.querySelector("form");
    const field = form?.querySelector<HTMLInputElement>("[name=credential]");
    if (!form || !field || !form.reportValidity()) return;
    try {
      field.value = JSON.stringify(encoded(await this.answer()));
    } catch {
      this.refuse();
      return;
    }
    form.submit();
  }

  private async answer(): Promise<Credential | null> {
    const told = this.dataset["options"] ?? (await (await fetch(this.dataset["from"] ?? "")).text());
    const options = decoded(JSON.parse(told) as Json) as never;
    const answered = await (this.dataset["mode"] === "create" ? authenticator.create(options) : authenticator.get(options));
    if (!answered) throw new Error("nothing was answered");
    return answered;
  }

  private refuse(): void {
    const place = this.querySelector<HTMLElement>("[data-refusal]");
    if (!place) return;
    place.textContent = REFUSED;
    place.hidden = false;
  }
}

/** The options as the browser wants them: binary values as bytes. */
export function decoded(value: Json, key = ""): unknown {
  if (typeof value === "string") return BINARY.has(key) ? bytes(value) : value;
  if (Array.isArray(value)) return value.map((item) => decoded(item));
  if (value === null || typeof value !== "object") return value;
  // an rp's id is a name, everything else that is called id is binary
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([name, item]) => [name, name === "rp" ? item : decoded(item, name)]),
  );
}

/** The answer as JSON: bytes as base64url, in the shape of the WebAuthn standard's toJSON. */
export function encoded(value: unknown): Json {
  const key = value as PublicKeyCredential;
  const response = key.response as unknown as Record<string, unknown>;
  const parts: Record<string, Json> = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const part = response[name];
    if (part instanceof ArrayBuffer) parts[name] = text(part);
  }
  return {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    response: parts,
    clientExtensionResults: key.getClientExtensionResults() as Json,
  };
}

function bytes(value: string): Uint8Array {
  const plain = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(value: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(value));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

customElements.define("pass-key", PassKey);
