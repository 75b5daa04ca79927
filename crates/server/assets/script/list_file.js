// A list from a file: what it says is put where it would have been typed, and is seen there before it is sent. Sending is `console.js`.

import { fieldProblem } from "./page.js";

const file = document.querySelector("[data-fills]");
file.addEventListener("change", async () => {
  const [chosen] = file.files;
  if (!chosen) return;
  const { fills, most, unfit } = file.dataset;
  const text = chosen.size > Number(most) ? "" : await chosen.text().catch(() => "");
  if (!text) {
    file.value = "";
    fieldProblem(file, unfit);
    return;
  }
  const field = document.getElementById(fills);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
