// The look of a workspace before it is saved: the logo is read from its file into the form's own field, and the server draws what the colour
// becomes. Saving is `console.js`.

import { fieldProblem, one, put } from "./page.js";

const COLOUR = /^#[0-9a-f]{6}$/i;

export function branding(form) {
  const file = form.querySelector("[type=file]");
  const logo = form.querySelector("[name=logo]");
  const accent = form.querySelector("[name=accent]");
  const pick = one("pick", form);

  /** Also says that the form was changed. */
  function setLogo(text) {
    logo.value = text;
    one("logo", form).hidden = !text;
    put(one("picture", form), "src", text);
    logo.dispatchEvent(new Event("input", { bubbles: true }));
  }

  file.addEventListener("change", () => {
    const [chosen] = file.files;
    if (!chosen) return;
    const { most, unfit } = file.dataset;
    if (chosen.size > Number(most) || !file.accept.split(",").includes(chosen.type)) {
      file.value = "";
      fieldProblem(file, unfit);
      return;
    }
    const reader = new FileReader();
    reader.onload = () => setLogo(reader.result);
    reader.onerror = () => fieldProblem(file, unfit);
    reader.readAsDataURL(chosen);
  });
  one("drop", form)?.addEventListener("click", () => {
    file.value = "";
    setLogo("");
    file.focus();
  });

  /** The pictures follow once somebody stops typing. */
  let waiting;
  function preview() {
    const text = accent.value.trim();
    if (text && !COLOUR.test(text)) return;
    if (text) pick.value = text.toLowerCase();
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      for (const picture of form.querySelectorAll("[data-scheme]")) {
        put(picture, "src", `${form.dataset.look}?scheme=${picture.dataset.scheme}&accent=${text.slice(1)}`);
      }
    }, 150);
  }
  accent.addEventListener("input", preview);
  pick.addEventListener("input", () => {
    accent.value = pick.value;
    accent.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
