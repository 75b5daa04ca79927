// Account > Security.

import { Failure, isSupported, passOn, Superseded } from "./keystead.js";
import { confirmMember, exactFormat, language, learnWords, proving } from "./member.js";
import {
  base, call, complete, explainUnsupported, follow, hideFailure, isBusy, labels, leave, make, one, page, put, restart, say, setBusy,
  showFailure, signInAgain, start, tellBeside, tellNews,
} from "./page.js";

/** The list is the server's; after each change it is asked for again, so that two windows cannot drift apart. */
function securityPage() {
  const list = one("passkeys");
  const add = one("add");
  const addButton = one("needs-passkeys", add);
  const nameOf = (row) => one("name", row).textContent;
  const pathOf = (row) => `/account/passkeys/${encodeURIComponent(row.dataset.id)}`;

  const dayFormat = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });
  const agoFormat = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

  function ago(date) {
    const minutes = Math.floor((Date.now() - date) / 60_000);
    if (minutes < 1) return agoFormat.format(0, "second");
    if (minutes < 60) return agoFormat.format(-minutes, "minute");
    if (minutes < 24 * 60) return agoFormat.format(-Math.floor(minutes / 60), "hour");
    const days = Math.floor(minutes / 60 / 24);
    return days < 30 ? agoFormat.format(-days, "day") : dayFormat.format(date);
  }

  /** Times in the reader's own zone and language; the server can only know UTC. */
  function setTime(time, value, relative) {
    const date = new Date(value);
    if (!value || Number.isNaN(date.getTime())) return;
    time.dateTime = value;
    time.title = exactFormat.format(date);
    time.textContent = relative ? ago(date) : dayFormat.format(date);
  }

  function localTimes(row) {
    for (const name of ["added", "updated", "used"]) {
      const time = one(name, row);
      if (time?.dateTime) setTime(time, time.dateTime, name === "used");
    }
  }

  /** The buttons of a row, which are of no use without this script, and which passkey each is for, to whoever only hears it. */
  function dress(row) {
    const actions = row.querySelector(".actions");
    if (actions.childElementCount === 0) {
      actions.append(one("buttons").content.cloneNode(true));
      one(one("quarantined", row) ? "test-passkey" : "confirm-passkey", actions).remove();
      keep(row, one("keep", row)?.textContent);
    }
    for (const button of row.querySelectorAll(".actions button")) put(button, "aria-label", `${button.textContent} ${nameOf(row)}`);
  }

  /** Where it was used last. Only the server has words for another browser; its address says enough until the page is loaded again. */
  function setPlace(row, { last_used_at: at, last_used_device: device, last_used_address: address }) {
    if (!at || at === one("used", row).dateTime) return;
    one("where", row)?.remove();
    const isThis = navigator.userAgent.startsWith(device || "?");
    const place = make("span", { textContent: isThis ? `${labels.browser_this} · ${address}` : address });
    place.dataset.where = "";
    one("used", row).closest("p").append(" ", place);
  }

  function fill(row, passkey) {
    row.dataset.id = passkey.id;
    one("name", row).textContent = passkey.name;
    setPlace(row, passkey);
    row.dataset.kind = passkey.kind_code;
    // Its name stands where the kinds are explained; one that is not known is a passkey, as the blank row says.
    const kind = document.getElementById(`kind-${passkey.kind_code}`);
    if (kind) one("kind", row).textContent = kind.textContent;
    one("provider", row).textContent = passkey.provider === passkey.name ? "" : passkey.provider;
    one("synced", row).textContent = passkey.synced ? labels.synced : labels.device_bound;
    row.querySelector("use").setAttribute("href", `#icon-${passkey.kind_code}`);
    setTime(one("added", row), passkey.added_at, false);
    setTime(one("used", row), passkey.last_used_at, true);
    const isUpdated = passkey.updated_at && Date.parse(passkey.updated_at) !== Date.parse(passkey.added_at);
    if (!isUpdated) one("updated", row)?.parentElement.remove();
    else if (!one("updated", row)) one("added", row).parentElement.after(" ", one("updated", one("row").content).parentElement.cloneNode(true));
    if (isUpdated) setTime(one("updated", row), passkey.updated_at, false);
    one("used", row).parentElement.hidden = !passkey.last_used_at;
    if (passkey.last_used_at) one("never-used", row)?.remove();
    if (!passkey.quarantined) one("quarantined", row)?.remove();
    dress(row);
  }

  /** Says in its row why a passkey stays; a button that is off can still be asked for the reason. */
  function keep(row, why) {
    const button = one("delete-passkey", row);
    const id = `keep-${row.dataset.id}`;
    one("keep", row)?.remove();
    put(button, "aria-disabled", why && "true");
    put(button, "aria-describedby", why && id);
    if (!why) return;
    const note = make("p", { className: "hint", id, tabIndex: -1, textContent: why });
    note.dataset.keep = "";
    row.append(note);
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
    one("count").textContent = String(count);
    one("empty").hidden = count > 0;
    list.hidden = count === 0;
    const standing = one("standing");
    const inUse = passkeys.filter((passkey) => !passkey.quarantined).length;
    standing.textContent = inUse ? labels.enabled : labels.not_set_up;
    standing.classList.toggle("good", inUse > 0);
    one("add-title").textContent = count ? labels[adviseBackup ? "backup_title" : "add_title"] : labels.add_first_title;
    one("backup").hidden = !adviseBackup;
    one("limit").hidden = mayAdd;
    add.hidden = !mayAdd;
    // What is suggested to whoever has a passkey, or has none, ends with that.
    if (!mayAdd || ({ first: count, here: !count })[page.suggested]) one("suggestion")?.remove();
    const reach = one("only-brand");
    reach.hidden = !brand;
    reach.textContent = labels.only_brand.replace("{brand}", brand);
    return rows.filter((row) => !before.has(row.dataset.id));
  }

  const toList = () => document.getElementById("passkeys-title").focus();
  const refresh = async () => show(await call("GET", "/account/passkeys"));

  /** What another window has changed meanwhile is on the list, too. */
  async function showList() {
    await refresh().catch(restart);
    toList();
  }

  // Another window has changed the list.
  const outdated = ["passkey_gone", "last_passkey", "fewest_passkeys", "passkey_limit_reached"];

  /** The frame of every change: one at a time, the button says so, a failure is shown with the way to try again. */
  async function change(button, purpose, action, text) {
    const again = () => change(button, purpose, action, text);
    if (isBusy(button)) return;
    hideFailure();
    say("");
    setBusy(button, true, text);
    try {
      await proving(action);
      setBusy(button, false);
    } catch (failure) {
      if (failure instanceof Superseded || tellBeside(button.form, failure)) return setBusy(button, false);
      // Nothing else begins until this can be told.
      await learnWords(failure);
      setBusy(button, false);
      if (outdated.includes(failure.code)) await refresh().catch(() => {});
      const later = follow("[data-later]") ?? toList;
      // Who has come in another way goes on with it (S1-23).
      const goOn = follow("[data-go-on]");
      const ways = { later, retry: again, other_passkey: again, password: goOn, other_method: goOn, restart, sign_in: signInAgain, manage_passkeys: showList };
      showFailure(failure, purpose, ways);
    }
  }

  function addPasskey() {
    const name = add.elements.name.value.trim();
    const names = name ? { name } : {};
    return change(addButton, "create", async () => {
      const [row] = show(await complete("/account/passkeys", names, { purpose: "create", finish: names }));
      add.reset();
      one("suggestion")?.remove();
      const isHardware = row?.dataset.kind === "key";
      say(page.added?.[isHardware ? 1 : 0] ?? labels.added_notice);
      row?.classList.add("fresh");
      row?.addEventListener("animationend", () => row.classList.remove("fresh"));
      // S2-20: who has not named it before the prompt does so now.
      if (row && !name) editName(row, true);
    }, labels.working);
  }

  function editName(row, open) {
    row.classList.toggle("renaming", open);
    if (!open) {
      one("rename-form", row)?.remove();
      return one("rename", row).focus();
    }
    const form = one("rename-template").content.firstElementChild.cloneNode(true);
    const field = form.elements.name;
    const problem = form.querySelector(".problem");
    field.id = `name-${row.dataset.id}`;
    problem.id = `${field.id}-problem`;
    field.setAttribute("aria-describedby", problem.id);
    field.value = nameOf(row);
    row.append(form);
    return field.select();
  }

  let acts;
  /** What is done with one passkey: few visits need it, so it is loaded when one does. */
  async function act(name, row) {
    try {
      acts ??= (await import("./passkey.js")).actsOn({ change, editName, nameOf, pathOf, refresh, show, toList });
    } catch {
      // Some browsers ask for it again only when the page is loaded again.
      return showFailure(new Failure("not_reached"), "get", { retry: restart });
    }
    return acts[name](row);
  }

  list.addEventListener("click", (event) => {
    const row = event.target.closest("li");
    const is = (name) => event.target.closest(`[data-${name}]`);
    if (is("rename")) editName(row, true);
    else if (is("cancel")) editName(row, false);
    else if (is("confirm-passkey")) act("confirm", row);
    else if (is("test-passkey")) act("test", row);
    else if (is("delete-passkey")) act("remove", row);
  });
  list.addEventListener("submit", (event) => {
    event.preventDefault();
    act("rename", event.target.closest("li"));
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("[data-rename-form]")) editName(event.target.closest("li"), false);
  });
  add.addEventListener("submit", (event) => {
    event.preventDefault();
    addPasskey();
  });
  const suggestion = one("suggestion");
  if (suggestion) {
    // Its place is kept until it is known whether there is anything to suggest: nothing moves under a finger.
    suggestion.hidden = !isSupported;
    suggestion.style.visibility = "hidden";
    import("./suggestion.js").then(({ suggest }) => suggest({ addPasskey, show }), () => suggestion.remove());
  }
  if (!isSupported) explainUnsupported();
  for (const row of list.children) {
    localTimes(row);
    dress(row);
  }
  passOn(page);
  if (page.confirm) confirmMember().then((proved) => proved && leave(), async (failure) => {
    await learnWords(failure);
    showFailure(failure, "get", { restart, sign_in: signInAgain });
  });
  // A registration on the way in is greeted here (S4-12, S4-15).
  for (const [index, kind] of ["software", "hardware"].entries()) if (page.added) tellNews(`#registered-${kind}`, page.added[index]);
  tellNews("#welcome", labels.welcome.replace("{address}", `${location.origin}${base}/sign-in`));
}

// The list and its names work without passkeys too.
start({ security: securityPage }, true);
