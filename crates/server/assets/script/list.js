// The list of passkeys after a change: the server's answer is what it shows. The page asks for this when the first change is made.

import { tellBeside } from "./names.js";
import { labels, make, one, page, say } from "./page.js";

/** With what the page of the list can do. */
export function listOf({ add, dress, editName, keep, list, setTime }) {
  /** Where it was used last. Only the server has words for another browser; its address says enough until the page is loaded again. */
  function setPlace(row, { last_used_at: at, last_used_device: device, last_used_address: address }) {
    if (!at || at === one("used", row).dateTime) return;
    one("where", row)?.remove();
    const isThis = navigator.userAgent.startsWith(device || "?");
    const place = make("span", { textContent: isThis ? `${labels.browser_this} · ${address}` : address });
    place.dataset.where = "";
    one("used", row).closest("p").append(" ", place);
  }

  /** A time that its row lacks, with its words. */
  const spare = (name) => one(name, one("row").content).parentElement.cloneNode(true);

  function fill(row, passkey) {
    const { added_at: added, updated_at: updated, last_used_at: used } = passkey;
    row.dataset.id = passkey.id;
    if (!one("used", row)) one("never-used", row).before(spare("used"));
    one("name", row).textContent = passkey.name;
    setPlace(row, passkey);
    row.dataset.kind = passkey.kind_code;
    // Its name stands where the kinds are explained; one that is not known is a passkey, as the blank row says.
    const kind = document.getElementById(`kind-${passkey.kind_code}`);
    if (kind) one("kind", row).textContent = kind.textContent;
    one("provider", row).textContent = passkey.provider === passkey.name ? "" : passkey.provider;
    one("synced", row).textContent = passkey.synced ? labels.synced : labels.device_bound;
    row.querySelector("use").setAttribute("href", `#icon-${passkey.kind_code}`);
    setTime(one("added", row), added);
    setTime(one("used", row), used, true);
    const isUpdated = updated && Date.parse(updated) !== Date.parse(added);
    if (!isUpdated) one("updated", row)?.parentElement.remove();
    else if (!one("updated", row)) one("added", row).parentElement.after(" ", spare("updated"));
    if (isUpdated) setTime(one("updated", row), updated);
    one("used", row).parentElement.hidden = !used;
    if (used) one("never-used", row)?.remove();
    if (!passkey.quarantined) one("quarantined", row)?.remove();
    dress(row);
  }

  /** Makes the page agree with the server's list; answers the rows that are new. */
  function show({ passkeys, may_add: mayAdd, advise_backup: adviseBackup, only_brand: brand }) {
    const before = new Map([...list.children].map((row) => [row.dataset.id, row]));
    const rows = passkeys.map((passkey) => {
      const old = before.get(passkey.id);
      const same = old && !one("quarantined", old) === !passkey.quarantined;
      const row = same ? old : one("row").content.firstElementChild.cloneNode(true);
      fill(row, passkey);
      keep(row, labels[passkey.kept_because]);
      return row;
    });
    list.replaceChildren(...rows);
    const count = rows.length;
    one("count").textContent = count;
    one("empty").hidden = count;
    list.hidden = !count;
    const standing = one("standing");
    const inUse = passkeys.filter((passkey) => !passkey.quarantined).length;
    standing.textContent = inUse ? labels.enabled : labels.not_set_up;
    standing.classList.toggle("good", inUse > 0);
    one("add-title").textContent = count ? labels[adviseBackup ? "backup_title" : "add_title"] : labels.add_first_title;
    one("backup").hidden = !adviseBackup;
    one("limit").hidden = mayAdd;
    one("add-title").hidden = add.hidden = !mayAdd;
    // What is suggested to whoever has a passkey, or has none, ends with that.
    if (!mayAdd || ({ first: count, here: !count })[page.suggested]) one("suggestion")?.remove();
    const reach = one("only-brand");
    reach.hidden = !brand;
    reach.textContent = labels.only_brand.replace("{brand}", brand);
    return rows.filter((row) => !before.has(row.dataset.id));
  }

  /** What was just added is told, marked and, where nobody has named it before the prompt, named (S2-20). */
  function greet(answer, name) {
    const [row] = show(answer);
    add.reset();
    one("suggestion")?.remove();
    const isHardware = row?.dataset.kind === "key";
    say(page.added?.[isHardware ? 1 : 0] ?? labels.added_notice);
    row?.classList.add("fresh");
    row?.addEventListener("animationend", () => row.classList.remove("fresh"));
    if (row && !name) editName(row, true);
  }

  return { greet, show, tellBeside };
}
