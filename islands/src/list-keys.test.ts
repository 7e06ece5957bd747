import { beforeEach, expect, test } from "vitest";
import { show } from "./testing";
import "./list-keys";

const press = (key: string, target: Element = document.body): boolean =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const focused = (): string | null => document.activeElement?.textContent ?? null;

beforeEach(() => {
  show(`<input type="search"><list-keys>
    <ul><li data-row><a href="#1">一</a></li><li data-row><a href="#2">二</a></li></ul></list-keys>`);
});

test("j and k walk through the rows and stop at both ends", () => {
  const seen = ["j", "j", "j", "k", "k"].map((key) => (press(key), focused()));
  expect(seen).toEqual(["一", "二", "二", "一", "一"]);
});

test("/ goes to the search", () => {
  press("/");
  expect(document.activeElement).toBe(document.querySelector("input"));
});

test("keys typed into a field stay there", () => {
  press("j", document.querySelector("input")!);
  expect(focused()).not.toBe("一");
});

test("a removed list no longer listens", () => {
  document.querySelector("list-keys")!.remove();
  expect(press("j")).toBe(true);
});
