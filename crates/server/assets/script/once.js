// What an application needs to know, shown once: with buttons that copy it, and the way on. The form that asked for it has nothing more to say.

import { copyButton } from "./copy.js";

export function once(form, box, answer) {
  for (const part of box.querySelectorAll("[data-when]")) part.hidden = !answer[part.dataset.when];
  for (const link of box.querySelectorAll("[data-href]")) link.href = link.dataset.href.replace(/\{(\w+)\}/g, (_, name) => answer[name]);
  for (const part of box.querySelectorAll("[data-copies]")) {
    part.nextElementSibling?.remove();
    part.after(" ", copyButton(part.textContent));
  }
  // It is saved: nobody is asked about it any more.
  form.reset();
  form.hidden = "gone" in form.dataset;
}
