import { DetailedError, type UploadOptions } from "tus-js-client";
import { beforeEach, expect, test } from "vitest";
import { show } from "./testing";
import { UploadRecording } from "./upload-recording";

// The package's types leave out what its constructor takes.
const FailedUpload = DetailedError as unknown as new (...parts: unknown[]) => DetailedError;
let sent: [File, UploadOptions][];

const line = (number = 0): HTMLElement => document.querySelectorAll<HTMLElement>("[data-queue] li")[number]!;
const answer = (status: number, digest?: string): never =>
  ({ lastResponse: { getHeader: () => digest, getStatus: () => status } }) as never;
const choose = (...names: string[]): void => {
  const input = document.querySelector<HTMLInputElement>("input[type=file]")!;
  const files = names.map((name) => new File(["x".repeat(2048)], name));
  Object.defineProperty(input, "files", { value: files, configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
};

beforeEach(() => {
  sent = [];
  UploadRecording.start = (file, options) => void sent.push([file, options]);
  show(`<upload-recording data-endpoint="/uploads/" data-csrf="t" data-case="C-2026-0001" data-event="e1">
    <p data-without-script>要打开脚本</p><input type="file" multiple disabled><select name="medium"><option value="录像" selected>录像</option></select>
    <ol data-queue></ol><p data-after hidden>回到案件</p></upload-recording>`);
});

test("the file input works only with the script", () => {
  expect(document.querySelector<HTMLInputElement>("input")!.disabled).toBe(false);
  expect(document.querySelector("[data-without-script]")).toBeNull();
});

test("each file is sent with its name and the case it belongs to", () => {
  choose("检查一.mp4", "检查二.mp4");
  expect(sent.map(([file]) => file.name)).toEqual(["检查一.mp4", "检查二.mp4"]);
  expect(sent[0]![1].metadata).toMatchObject({ filename: "检查一.mp4", case: "C-2026-0001", event: "e1", medium: "录像" });
  expect(sent[0]![1].headers).toEqual({ "X-CSRFToken": "t" });
});

test("progress is shown in bytes and percent", () => {
  choose("a.mp4");
  sent[0]![1].onProgress!(1024, 2048);
  expect(line().textContent).toContain("1 KB / 2 KB，50%");
  expect(line().querySelector("progress")!.value).toBe(50);
});

test("the server's digest is shown when the file has been taken in", () => {
  choose("a.mp4");
  sent[0]![1].onSuccess!(answer(204, "ab".repeat(32)));
  expect(line().dataset["state"]).toBe("done");
  expect(line().textContent).toContain("SHA-256 abababababababab…");
});

test("the way back appears once the last file is done", () => {
  choose("a.mp4", "b.mp4");
  const after = document.querySelector<HTMLElement>("[data-after]")!;
  sent[0]![1].onSuccess!(answer(204));
  expect(after.hidden).toBe(true);
  sent[1]![1].onSuccess!(answer(204));
  expect(after.hidden).toBe(false);
});

test.each([
  [0, "网络断了"],
  [403, "请重新登录"],
  [507, "存储空间不足"],
  [400, "名称不能为空"],
])("status %i is answered with a sentence that says what to do", (status, words) => {
  choose("a.mp4");
  const response = { getStatus: () => status, getBody: () => "名称不能为空", getHeader: () => undefined };
  const request = { getMethod: () => "PATCH", getURL: () => "/", getHeader: () => undefined };
  const error = new FailedUpload("x", null, request, status ? response : null);
  sent[0]![1].onError!(error);
  expect(line().dataset["state"]).toBe("error");
  expect(line().textContent).toContain(words);
});

test("leaving the page asks first while something is under way", () => {
  choose("a.mp4");
  expect(window.dispatchEvent(new Event("beforeunload", { cancelable: true }))).toBe(false);
  sent[0]![1].onSuccess!(answer(204));
  expect(window.dispatchEvent(new Event("beforeunload", { cancelable: true }))).toBe(true);
});
