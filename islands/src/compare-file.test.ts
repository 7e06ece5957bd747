import { expect, test, vi } from "vitest";
import { show } from "./testing";
import "./compare-file";

const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

async function answerTo(content: string): Promise<string> {
  show(`<compare-file data-sha256="${ABC}"></compare-file>`);
  const input = document.querySelector("input")!;
  Object.defineProperty(input, "files", { value: [new File([content], "文书.html")] });
  input.dispatchEvent(new Event("change"));
  const answer = document.querySelector("p")!;
  await vi.waitFor(() => expect(answer.textContent).not.toBe(""));
  return answer.textContent;
}

test("the file that was given out is recognised", async () => {
  expect(await answerTo("abc")).toContain("相同");
});

test("another file is not, and its digest is named", async () => {
  expect(await answerTo("abd")).toMatch(/不同.*[0-9a-f]{64}/);
});
