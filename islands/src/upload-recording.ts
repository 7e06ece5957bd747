/**
 * `<upload-recording data-endpoint data-csrf data-case data-event data-medium data-device>` around a file input.
 *
 * Each chosen file goes up by tus: in pieces, resumed after a lost connection or a closed page, and never twice at the
 * same time. What the server answers (its digest of what arrived) is shown beside the file.
 */
import { DetailedError, Upload, type UploadOptions } from "tus-js-client";

const PIECE = 16 * 1024 * 1024;
const RETRY_AFTER = [0, 1000, 3000, 5000, 10_000, 30_000];
const META = ["case", "event", "medium", "device"] as const;

/** What starts an upload; tests hand in another. */
export type Start = (file: File, options: UploadOptions) => void;

const startTus: Start = (file, options) => {
  const upload = new Upload(file, options);
  void upload.findPreviousUploads().then(([previous]) => {
    if (previous) upload.resumeFromPreviousUpload(previous);
    upload.start();
  });
};

export class UploadRecording extends HTMLElement {
  static start: Start = startTus;

  private waiting = 0;

  connectedCallback(): void {
    this.addEventListener("change", this.onChange);
    window.addEventListener("beforeunload", this.onLeave);
    this.querySelector("input[type=file]")?.removeAttribute("disabled");
    this.querySelector("[data-without-script]")?.remove();
  }

  disconnectedCallback(): void {
    this.removeEventListener("change", this.onChange);
    window.removeEventListener("beforeunload", this.onLeave);
  }

  private readonly onChange = (event: Event): void => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
    for (const file of input.files ?? []) this.send(file);
    input.value = "";
  };

  private readonly onLeave = (event: BeforeUnloadEvent): void => {
    if (this.waiting > 0) event.preventDefault();
  };

  private send(file: File): void {
    const line = new Line(file);
    this.querySelector("[data-queue]")?.append(line.element);
    this.waiting += 1;
    UploadRecording.start(file, {
      endpoint: this.dataset["endpoint"] ?? "/uploads/",
      chunkSize: PIECE,
      retryDelays: RETRY_AFTER,
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRFToken": this.dataset["csrf"] ?? "" },
      metadata: this.metadata(file),
      onProgress: (sent, total) => line.progress(sent, total),
      onError: (error) => this.finish(line, "error", sentence(error)),
      onSuccess: ({ lastResponse }) => this.finish(line, "done", received(lastResponse.getHeader("Zhiji-Sha256"))),
    });
  }

  private metadata(file: File): Record<string, string> {
    const metadata: Record<string, string> = { filename: file.name, modified: new Date(file.lastModified).toISOString() };
    for (const key of META) {
      const value = this.querySelector<HTMLInputElement>(`[name=${key}]`)?.value ?? this.dataset[key];
      if (value) metadata[key] = value;
    }
    return metadata;
  }

  private finish(line: Line, state: "done" | "error", words: string): void {
    line.finish(state, words);
    this.waiting -= 1;
    if (this.waiting > 0) return;
    this.querySelector("[data-after]")?.removeAttribute("hidden");
    this.dispatchEvent(new CustomEvent("uploaded", { bubbles: true }));
  }
}

/** One file in the queue: its name, how far it is, what came of it. */
class Line {
  readonly element = document.createElement("li");
  private readonly bar = document.createElement("progress");
  private readonly words = document.createElement("small");

  constructor(file: File) {
    const name = document.createElement("b");
    name.textContent = file.name;
    this.bar.max = 100;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", `${file.name} 的上传进度`);
    this.words.textContent = `${size(file.size)}，正在连接`;
    this.words.setAttribute("role", "status");
    this.element.append(name, this.words, this.bar);
  }

  progress(sent: number, total: number): void {
    const percent = total > 0 ? Math.floor((sent / total) * 100) : 0;
    this.bar.value = percent;
    this.words.textContent = `${size(sent)} / ${size(total)}，${percent}%`;
  }

  finish(state: "done" | "error", words: string): void {
    this.element.dataset["state"] = state;
    this.words.textContent = words;
    if (state === "done") this.bar.remove();
  }
}

function received(digest: string | undefined): string {
  return digest ? `已收讫。SHA-256 ${digest.slice(0, 16)}…` : "已收讫，已封存。";
}

function sentence(error: Error): string {
  const status = error instanceof DetailedError ? error.originalResponse?.getStatus() : undefined;
  if (status === undefined || status === 0) return "网络断了。重新选择这个文件，会从断点接着传。";
  if (status === 401 || status === 403) return "登录已失效，或您不能给这个案件上传。请重新登录后再试。";
  if (status === 507) return "服务器的存储空间不足，请联系系统管理员；文件没有收下。";
  return `服务器没有收下这个文件（${status}）。${(error as DetailedError).originalResponse?.getBody() ?? ""}`;
}

function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  const step = bytes > 0 ? Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10)) : 0;
  return `${(bytes / 1024 ** step).toFixed(step > 1 ? 1 : 0)} ${units[step]}`;
}

customElements.define("upload-recording", UploadRecording);
