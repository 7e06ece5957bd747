/**
 * `<list-keys>`: j and k walk through the rows inside it, Enter opens (the row's own link does), / goes to the search.
 *
 * A row is an element with `data-row`; what takes the focus is its first link or button.
 */
export class ListKeys extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("keydown", this.onKey);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = { j: () => this.move(1), k: () => this.move(-1), "/": focusSearch }[event.key];
    if (act?.()) event.preventDefault();
  };

  private move(step: number): boolean {
    const rows = [...this.querySelectorAll<HTMLElement>("[data-row]")];
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1);
    const target = rows[next]?.querySelector<HTMLElement>("a[href], button, summary");
    target?.focus();
    target?.scrollIntoView({ block: "nearest" });
    return target !== undefined && target !== null;
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, video, audio") !== null;
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>("input[type=search]");
  search?.focus();
  return search !== null;
}

customElements.define("list-keys", ListKeys);
