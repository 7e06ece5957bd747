import { beforeEach, expect, test, vi } from "vitest";
import { authenticator, decoded, encoded } from "./pass-key";

const buffer = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;
const answer = {
  id: "AQI",
  rawId: buffer(1, 2),
  type: "public-key",
  response: { clientDataJSON: buffer(251, 255), signature: buffer(3), userHandle: null },
  getClientExtensionResults: () => ({ credProps: { rk: true } }),
};

beforeEach(() => {
  Object.assign(window, { PublicKeyCredential: class {} });
  document.body.innerHTML = `
    <pass-key data-mode="get" data-options='{"publicKey":{"challenge":"-_8","rpId":"localhost"}}' hidden>
      <form><input name="credential" type="hidden"><input name="name" required value="钥匙"><button type="button" data-ask></button></form>
      <p data-refusal hidden></p>
    </pass-key>`;
  HTMLFormElement.prototype.submit = vi.fn();
});

const click = async (): Promise<void> => {
  document.querySelector<HTMLButtonElement>("[data-ask]")?.click();
  await new Promise((resolve) => setTimeout(resolve));
};

test("binary options become bytes, and the name of the site stays one", () => {
  const options = decoded({ publicKey: { challenge: "AQI", rp: { id: "localhost" }, user: { id: "MQ" }, hints: null } });
  expect(options).toEqual({
    publicKey: { challenge: new Uint8Array([1, 2]), rp: { id: "localhost" }, user: { id: new Uint8Array([49]) } },
  });
});

test("an answer is written in base64url", () => {
  expect(encoded(answer)).toEqual({
    id: "AQI",
    rawId: "AQI",
    type: "public-key",
    response: { clientDataJSON: "-_8", signature: "Aw" },
    clientExtensionResults: { credProps: { rk: true } },
  });
});

test("the form is sent with what the authenticator answered", async () => {
  authenticator.get = vi.fn().mockResolvedValue(answer);
  await click();
  expect(authenticator.get).toHaveBeenCalledWith({ publicKey: { challenge: new Uint8Array([251, 255]), rpId: "localhost" } });
  expect(JSON.parse(document.querySelector<HTMLInputElement>("[name=credential]")?.value ?? "")).toHaveProperty("rawId", "AQI");
  expect(HTMLFormElement.prototype.submit).toHaveBeenCalledOnce();
});

test("a refusal is said, and nothing is sent", async () => {
  authenticator.get = vi.fn().mockRejectedValue(new Error("NotAllowedError"));
  await click();
  expect(document.querySelector("[data-refusal]")?.textContent).toContain("没有完成");
  expect(HTMLFormElement.prototype.submit).not.toHaveBeenCalled();
});

test("a field that is not filled in is asked for first", async () => {
  authenticator.get = vi.fn().mockResolvedValue(answer);
  const name = document.querySelector<HTMLInputElement>("[name=name]");
  if (name) name.value = "";
  await click();
  expect(authenticator.get).not.toHaveBeenCalled();
});
