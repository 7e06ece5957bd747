import { beforeEach, expect, test } from "vitest";
import { show } from "./testing";
import "./recording-player";

let media: HTMLVideoElement;

const at = <T extends Element>(selector: string): T => document.querySelector<T>(selector)!;
const play = (seconds: number, start = "2026-11-17T11:40:00+08:00"): void => {
  show(`<recording-player data-start="${start}" data-frame="0.04"><video></video>
    <div data-controls hidden><b data-clock></b><button data-act="speed">1×</button>
    <button data-act="frame-on">下一帧</button><button data-act="back">退 5 秒</button></div>
    <svg><rect data-head></rect></svg><a data-seek="12" href="#x">要点</a></recording-player>`);
  media = at<HTMLVideoElement>("video");
  Object.defineProperty(media, "duration", { value: 100 });
  media.currentTime = seconds;
  media.dispatchEvent(new Event("timeupdate"));
};

beforeEach(() => play(0));

test("the clock shows the time of day at which the picture was taken", () => {
  play(65);
  expect(at("[data-clock]").textContent).toBe("11:41:05");
});

test("without a start it shows the time since the beginning", () => {
  play(3665, "");
  expect(at("[data-clock]").textContent).toBe("01:01:05");
});

test("the playhead stands where the picture is", () => {
  play(25);
  expect(at("[data-head]").getAttribute("x")).toBe("25%");
});

test("a focus point jumps to its second", () => {
  at<HTMLElement>("[data-seek]").click();
  expect(media.currentTime).toBe(12);
});

test("speed goes round", () => {
  const button = at<HTMLElement>("[data-act=speed]");
  const seen = Array.from({ length: 5 }, () => (button.click(), button.textContent));
  expect(seen).toEqual(["1.5×", "2×", "4×", "0.5×", "1×"]);
});

test("a step forward is one frame, a step back never goes before the beginning", () => {
  at<HTMLElement>("[data-act=frame-on]").click();
  expect(media.currentTime).toBeCloseTo(0.04);
  at<HTMLElement>("[data-act=back]").click();
  expect(media.currentTime).toBe(0);
});

test("the extra controls appear only with the script", () => {
  expect(at<HTMLElement>("[data-controls]").hidden).toBe(false);
});
