// What a member does with one passkey of the list: its new name, its test, its end. The list asks for it when it is needed.

import { call, complete, isBusy, isIncomplete, labels, one, say } from "./page.js";

/** With what the page of the list can do. */
export function actsOn({ change, editName, nameOf, pathOf, refresh, show, toList }) {
  function rename(row) {
    const form = one("rename-form", row);
    const name = form.elements.name.value.trim();
    if (isIncomplete(form)) return;
    if (name === nameOf(row)) return editName(row, false);
    return change(form.querySelector("[type=submit]"), "get", async () => {
      show(await call("PUT", `${pathOf(row)}/name`, { body: { name } }));
      editName(row, false);
      say(labels.renamed_notice);
    });
  }

  function remove(row) {
    const button = one("delete-passkey", row);
    // Whoever asks for what cannot be is told why.
    const kept = one("keep", row);
    if (kept) return kept.focus();
    const dialog = one("delete");
    if (isBusy(button) || dialog.open) return;
    one("subject", dialog).textContent = nameOf(row);
    dialog.returnValue = "";
    dialog.querySelector("form").reset();
    dialog.onclose = () => {
      if (dialog.returnValue !== "delete") return;
      change(button, "get", async () => {
        const { value } = dialog.querySelector("form").elements.reason;
        show(await call("DELETE", pathOf(row) + (value && `?reason=${value}`)));
        say(labels.deleted_notice);
        toList();
      });
    };
    dialog.showModal();
  }

  function confirm(row) {
    return change(one("confirm-passkey", row), "get", async () => {
      show(await call("POST", `${pathOf(row)}/confirm`));
    });
  }

  /** S0-21's question answered beforehand: whether this one works, here and now. */
  function test(row) {
    return change(one("test-passkey", row), "get", async () => {
      await complete(`${pathOf(row)}/test`, {});
      await refresh();
      say(labels.tested_notice);
    });
  }

  return { confirm, remove, rename, test };
}
