// Adding a passkey on a page of its own.

import { accountPage } from "./account.js";
import { isSupported, Superseded } from "./keystead.js";
import { proving } from "./member.js";
import { tellBeside } from "./names.js";
import {
  base, complete, explainUnsupported, hideFailure, isBusy, labels, one, restart, say, setBusy, showFailure, signInAgain, start,
} from "./page.js";
import { askForOlderKey, chosenHint } from "./place.js";

/** With the choice of where it is kept (S4-6 to S4-16), or as a step of "I have a new device" (S2-30). */
function registerPage() {
  accountPage();
  const form = one("register");
  if (!form) return;
  if (!isSupported) return explainUnsupported();
  const button = one("needs-passkeys", form);
  const home = () => location.assign(`${base}/account/security`);
  const ways = { retry: register, other_passkey: register, later: home, restart, sign_in: signInAgain, manage_passkeys: home };

  /** The page says what was done: anew, or in a part of its own. */
  function tell({ passkeys }) {
    if (form.dataset.done) return location.replace(`${location.pathname}?done=${form.dataset.done}`);
    const made = passkeys.at(-1);
    const part = document.querySelector(`[data-registered=${made?.kind_code === "key" ? "hardware" : "software"}]`);
    one("named", part).textContent = made?.name ?? "";
    form.hidden = true;
    part.hidden = false;
    part.querySelector("h2").focus();
  }

  async function register() {
    if (isBusy(button)) return;
    hideFailure();
    say("");
    const name = form.elements.name.value.trim();
    const names = name ? { name } : {};
    setBusy(button, true, labels.working);
    try {
      const ask = { ...names, ...chosenHint(form) };
      tell(await proving(() => complete("/account/passkeys", ask, { purpose: "create", finish: names })));
    } catch (failure) {
      if (failure instanceof Superseded || tellBeside(form, failure)) return;
      showFailure(failure, "create", ways);
      askForOlderKey(form, failure, ways);
    } finally {
      setBusy(button, false);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    register();
  });
}

start({ register: registerPage }, true);
