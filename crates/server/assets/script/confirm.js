// Proving again who one is, before something sensitive. The server says with what this member can, and all of it is offered. Few visits need
// it, so it is loaded when one does.

import { ceremonies, isSupported, Superseded } from "./keystead.js";
import { learnWords } from "./member.js";
import { call, complete, hideFailure, isBusy, one, restart, setBusy, showFailure, signInAgain } from "./page.js";

/** Whoever signs in again begins without this session: the sign-in page has nothing to ask of somebody who is signed in. */
async function signInAnew() {
  await call("DELETE", "/session").catch(() => {});
  signInAgain();
}

/** Asks for a fresh proof; resolves with whether it was given. The dialog's button is the gesture that browsers want. */
export async function confirmMember() {
  const dialog = one("confirm");
  const prove = one("prove", dialog);
  const panel = one("failure", dialog);
  const field = dialog.querySelector("#proof");
  const typed = one("typed", dialog);
  const ways = [...dialog.querySelectorAll("[data-way]")];
  const { methods } = await call("GET", "/step-up");
  const rank = ({ dataset: { way } }) => (methods.includes(way) ? methods.indexOf(way) : methods.length);
  const isPossible = ({ dataset: { way } }) => way === "sign_in" || (methods.includes(way) && (isSupported || way !== "passkey"));
  // In the server's order; where nothing fits, there still is a new sign-in.
  const possible = ways.filter(isPossible).sort((a, b) => rank(a) - rank(b));
  let chosen;
  // While members move to another RP ID, a browser asks for passkeys of one at a time: where none was shown, the next tap asks for the other.
  let before = false;

  /** Makes one way ready. What is sent has a field only once it is on its way. */
  function choose(way, isSent) {
    const { lead, label, autofill, act } = way.dataset;
    const sends = "sent" in way.dataset;
    chosen = way;
    ceremonies.stop();
    hideFailure(panel);
    setBusy(prove, false);
    typed.hidden = !label || (sends && !isSent);
    const told = one("lead", dialog);
    told.textContent = isSent ? told.dataset.lead : lead;
    one("label", dialog).textContent = label ?? "";
    field.type = way.dataset.way === "password" ? "password" : "text";
    field.autocomplete = autofill ?? "one-time-code";
    field.inputMode = autofill ? "" : "numeric";
    field.value = "";
    prove.textContent = typed.hidden ? act ?? way.textContent : prove.dataset.prove;
    for (const other of ways) other.hidden = !possible.includes(other) || (other === way && !isSent);
    (typed.hidden ? prove : field).focus();
  }

  async function attempt() {
    const { way } = chosen.dataset;
    if (isBusy(prove)) return;
    hideFailure(panel);
    if (way === "sign_in") return signInAnew();
    if (!typed.hidden && !field.value.trim()) return field.focus();
    setBusy(prove, true);
    try {
      if (way === "passkey") await complete("/step-up/passkey", before ? { before } : {});
      else if (typed.hidden) {
        await call("POST", "/step-up/send", { body: { method: way } });
        return choose(chosen, true);
      } else await call("POST", "/step-up/prove", { body: { method: way, value: field.value } });
      dialog.close("proved");
    } catch (failure) {
      const isEnded = failure instanceof Superseded;
      if (way === "passkey" && !isEnded) before = !before;
      // Nothing else begins until this can be told, but for another way.
      if (!isEnded) await learnWords(failure);
      if (way !== chosen.dataset.way) return;
      setBusy(prove, false);
      // The dialog's own buttons are the ways to try again, and the other ways.
      if (!isEnded) showFailure(failure, "get", { restart, sign_in: signInAnew }, panel);
    }
  }

  prove.onclick = attempt;
  field.onkeydown = (event) => {
    // The form's own first button is the one that cancels.
    if (event.key !== "Enter") return;
    event.preventDefault();
    attempt();
  };
  for (const way of ways) way.onclick = () => (way.dataset.way === "sign_in" ? signInAnew() : choose(way));
  dialog.returnValue = "";
  return new Promise((resolve) => {
    dialog.onclose = () => {
      ceremonies.stop();
      resolve(dialog.returnValue === "proved");
    };
    dialog.showModal();
    choose(possible[0]);
  });
}
