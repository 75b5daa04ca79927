// The settings of a pool: its lists of methods with their menus, and the origins that a pasted address is reduced to. What is chosen here is in
// the form's own fields; saving is `console.js`.

/** The origin of a page's address, as it will be saved (S3-18). What is no address stays, for the server to say why. */
export function originOf(line) {
  try {
    const { origin } = new URL(line);
    return origin === "null" ? line : origin;
  } catch {
    return line;
  }
}

export const linesOf = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

/** One sheet is open at a time. It closes by Escape, by a tap elsewhere, and when something in it was chosen. */
function closeSheets(but) {
  for (const button of document.querySelectorAll("[data-opens][aria-expanded=true]")) {
    if (button === but) continue;
    button.setAttribute("aria-expanded", "false");
    button.nextElementSibling.hidden = true;
  }
}

function toggle(button) {
  const open = button.getAttribute("aria-expanded") === "true";
  closeSheets();
  button.setAttribute("aria-expanded", String(!open));
  button.nextElementSibling.hidden = open;
  if (!open) button.nextElementSibling.querySelector("button:not([hidden])")?.focus();
}

/** What a list shows follows from its fields. */
function redraw(list) {
  const preferred = list.querySelector(`[name=preferred_${list.dataset.list}]`);
  const rows = [...list.querySelectorAll("[data-method]")];
  const listed = rows.filter((row) => !row.hidden);
  if (!listed.some((row) => row.dataset.method === preferred.value)) preferred.value = "";
  for (const row of rows) {
    const { method } = row.dataset;
    row.querySelector("[data-kind=list]").disabled = row.hidden;
    row.querySelector("[data-preferred]").hidden = method !== preferred.value;
    const prefer = row.querySelector("[data-act=prefer]");
    if (prefer) prefer.textContent = method === preferred.value ? "No longer preferred" : "Make Preferred";
    const adds = list.querySelector(`[data-add=${method}]`);
    if (adds) adds.hidden = !row.hidden;
  }
  list.querySelector("[data-none]").hidden = listed.length > 0;
  const button = list.querySelector("[data-adds]");
  if (button) button.disabled = listed.length === rows.length;
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

function put(list, method) {
  const row = list.querySelector(`[data-method=${method}]`);
  if (!row.hidden) return;
  row.hidden = false;
  row.parentElement.append(row);
  redraw(list);
}

function act(button) {
  const row = button.closest("[data-method]");
  const list = button.closest("[data-list]");
  const { method } = row.dataset;
  if (button.dataset.act === "prefer") {
    const preferred = list.querySelector(`[name=preferred_${list.dataset.list}]`);
    preferred.value = preferred.value === method ? "" : method;
  } else {
    row.hidden = true;
    if (button.dataset.act === "move") put(document.querySelector("[data-list=second]"), method);
  }
  redraw(list);
  const stays = row.hidden ? list : row.querySelector("[data-opens]");
  stays.focus();
}

export function settings() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button && "opens" in button.dataset) return toggle(button);
    const { add } = button?.dataset ?? {};
    const list = button?.closest("[data-list]");
    if (add) {
      put(list, add);
      list.querySelector(`[data-method=${add}] [data-opens]`).focus();
    } else if (button?.dataset.act) act(button);
    return closeSheets();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("[data-opens][aria-expanded=true]");
    closeSheets();
    open?.focus();
  });
  const told = document.querySelector("[data-origins]");
  const field = document.querySelector("[data-kind=origins]");
  field?.addEventListener("input", () => {
    const reduced = linesOf(field.value).map((line) => [line, originOf(line)]).filter(([line, origin]) => line !== origin);
    told.hidden = reduced.length === 0;
    told.textContent = reduced.length ? `Saved as ${reduced.map(([, origin]) => origin).join(" · ")}` : "";
  });
}
