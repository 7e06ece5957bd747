/** Puts markup on the page as a browser does: elements connect once their children are there. */
export function show(markup: string): void {
  const box = document.createElement("div");
  box.innerHTML = markup;
  document.body.replaceChildren(box);
}
