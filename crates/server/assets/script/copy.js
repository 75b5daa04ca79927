// A button that copies what stands before it.

import { labels, make } from "./page.js";

export function copyButton(text) {
  const button = make("button", { type: "button", className: "button quiet", textContent: labels.copy });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = labels.copied;
    } catch {
      getSelection()?.selectAllChildren(button.previousElementSibling);
    }
  });
  return button;
}
