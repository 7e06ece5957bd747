/**
 * `<recording-player data-start="2026-11-17T11:40:00+08:00" data-frame="0.04">` around a `<video>` or `<audio>`.
 *
 * The media element keeps its own controls and plays without this script. Added here: speed, single frames, the time of
 * day that the picture shows, jumps to `[data-seek]` moments (seconds), the playhead over the lanes.
 */
const SPEEDS = [0.5, 1, 1.5, 2, 4];
const LEGAL_TIME = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", timeStyle: "medium" });

export class RecordingPlayer extends HTMLElement {
  private media: HTMLMediaElement | null = null;

  connectedCallback(): void {
    this.media = this.querySelector<HTMLMediaElement>("video, audio");
    this.media?.addEventListener("timeupdate", this.onTime);
    this.addEventListener("click", this.onClick);
    this.addEventListener("keydown", this.onKey);
    this.querySelector<HTMLElement>("[data-controls]")?.removeAttribute("hidden");
    this.onTime();
  }

  disconnectedCallback(): void {
    this.media?.removeEventListener("timeupdate", this.onTime);
    this.removeEventListener("click", this.onClick);
    this.removeEventListener("keydown", this.onKey);
  }

  private readonly onTime = (): void => {
    const elapsed = this.media?.currentTime ?? 0;
    const clock = this.querySelector("[data-clock]");
    const start = Date.parse(this.dataset["start"] ?? "");
    if (clock) clock.textContent = Number.isNaN(start) ? duration(elapsed) : LEGAL_TIME.format(start + elapsed * 1000);
    this.querySelector("[data-head]")?.setAttribute("x", `${this.share(elapsed)}%`);
  };

  private share(elapsed: number): number {
    const length = this.media?.duration;
    return length !== undefined && length > 0 ? Math.min(100, (elapsed / length) * 100) : 0;
  }

  private readonly onClick = (event: Event): void => {
    const target = (event.target as Element).closest<HTMLElement>("[data-seek], [data-act]");
    if (!target || !this.media) return;
    event.preventDefault();
    const { seek, act } = target.dataset;
    if (seek !== undefined) this.media.currentTime = Number(seek);
    else if (act === "speed") target.textContent = `${this.faster()}×`;
    else if (act !== undefined) this.step(act);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const act = { ",": "frame-back", ".": "frame-on", ArrowLeft: "back", ArrowRight: "on" }[event.key];
    if (!act || (event.target as Element).matches("input, textarea, select")) return;
    event.preventDefault();
    this.step(act);
  };

  /** Frames only make sense on a standing picture, so stepping pauses. */
  private step(act: string): void {
    if (!this.media) return;
    const frame = Number(this.dataset["frame"] ?? "0.04");
    const seconds = { "frame-back": -frame, "frame-on": frame, back: -5, on: 5 }[act] ?? 0;
    if (act.startsWith("frame")) this.media.pause();
    this.media.currentTime = Math.max(0, this.media.currentTime + seconds);
  }

  private faster(): number {
    if (!this.media) return 1;
    const next = SPEEDS[(SPEEDS.indexOf(this.media.playbackRate) + 1) % SPEEDS.length] ?? 1;
    this.media.playbackRate = next;
    return next;
  }
}

function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

customElements.define("recording-player", RecordingPlayer);
