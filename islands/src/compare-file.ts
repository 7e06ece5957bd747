/** `<compare-file data-sha256>`: digests a file of the reader's in the browser and says whether it is the one; nothing is uploaded. */
import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "./hex";

export class CompareFile extends HTMLElement {
  connectedCallback(): void {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const answer = document.createElement("p");
    input.type = "file";
    answer.setAttribute("role", "status");
    label.append("选择电子原件 ", input);
    input.addEventListener("change", () => void this.compare(input.files?.[0], answer));
    this.append(label, answer);
  }

  private async compare(file: File | undefined, answer: HTMLElement): Promise<void> {
    if (!file) return;
    const found = hex(sha256(new Uint8Array(await file.arrayBuffer())));
    const same = found === this.dataset["sha256"];
    answer.className = same ? "notice success" : "notice error";
    answer.textContent = same ? "相同：这就是出具的那一份，一个字节也没有变。" : `不同：这个文件不是出具的那一份（它的摘要是 ${found}）。`;
  }
}

customElements.define("compare-file", CompareFile);
