// Account > Security.

import { Failure, isSupported, passOn, Superseded } from "./keystead.js";
import { confirmMember, exactFormat, language, learnWords, proving } from "./member.js";
import {
  base, call, complete, explainUnsupported, follow, hideFailure, isBusy, labels, leave, make, one, page, put, restart, say, setBusy,
  showFailure, signInAgain, start, tellNews,
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

  const toList = () => document.getElementById("passkeys-title").focus();
  const current = () => call("GET", "/account/passkeys");

  /** What changes the list: few visits do, so it is loaded when one does. */
  const parts = async () => (await import("./list.js")).listOf({ add, dress, editName, keep, list, setTime });
  // Without it the page anew shows the same.
  const show = async (answer) => (await parts().catch(restart))?.show(answer);
  const refresh = async () => show(await current());

  /** What another window has changed meanwhile is on the list, too. */
  async function showList() {
    await refresh().catch(restart);
    toList();
  }

  // Another window has changed the list.
  const outdated = ["passkey_gone", "last_passkey", "fewest_passkeys", "passkey_limit_reached", "factor_limit_reached"];

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
      const now = failure instanceof Superseded ? null : await parts().catch(() => null);
      if (failure instanceof Superseded || now?.tellBeside(button.form, failure)) return setBusy(button, false);
      // Nothing else begins until this can be told, beside the list as it is by then.
      await learnWords(failure);
      const today = now && outdated.includes(failure.code) && (await current().catch(() => null));
      setBusy(button, false);
      if (today) now.show(today);
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
      // Comes while the browser asks, which it does only soon after a tap.
      parts().catch(() => {});
      const answer = await complete("/account/passkeys", names, { purpose: "create", finish: names });
      (await parts().catch(restart))?.greet(answer, name);
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
  /** What is done with one passkey is loaded when it is needed, too. */
  async function act(name, row) {
    try {
      if (!acts) {
        const [now, { actsOn }] = await Promise.all([parts(), import("./passkey.js")]);
        acts = actsOn({ ...now, change, editName, nameOf, pathOf, refresh, toList });
      }
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
