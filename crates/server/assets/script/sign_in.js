// The pages on the way in: sign-in, sign-up, set-up, and the steps of a journey.

import { ceremonies, Superseded } from "./keystead.js";
import { tellBeside } from "./names.js";
import {
  complete, follow, hideFailure, isBusy, isIncomplete, labels, leave, one, page, restart, say, setBusy, showFailure, signInAgain, start, wordsOf,
} from "./page.js";
import { askForOlderKey, chosenHint } from "./place.js";

const UNANSWERED = ["passkey_not_found_or_canceled", "passkey_timed_out"];
let unanswered = 0;

/** The second prompt that comes to nothing puts the way around passkeys first, where policy has one (S2-29). */
function showUnanswered(failure, ways) {
  if (UNANSWERED.includes(failure.code)) unanswered += 1;
  // Which way that is, the words of the first entry know.
  const isFallback = (action) => (action === "password" || action === "other_method") && ways[action];
  const fallback = unanswered > 1 && UNANSWERED.includes(failure.code) && page.messages.sign_in[UNANSWERED[0]].actions.find(isFallback);
  if (!fallback) return showFailure(failure, "get", ways);
  const words = wordsOf(failure, "get");
  showFailure(Object.assign(failure, { own: { ...words, actions: [fallback, ...words.actions] } }), "get", ways);
  const first = one("failure").querySelector("button");
  first.classList.add("primary");
  return first.focus();
}

/** Whether passkeys for this browser are kept on another device, as far as is known here; nothing about whose they are. */
function comesFromElsewhere(learned) {
  try {
    if (learned !== undefined) localStorage.setItem("keystead-elsewhere", learned ? "1" : "");
    return !!localStorage.getItem("keystead-elsewhere");
  } catch {
    // Storage is off.
    return false;
  }
}

/** Sign-in: autofill waits while the page is open; the button ends it and asks openly. */
function signInPage() {
  const form = one("form");
  const field = form.elements.identifier;
  const button = one("needs-passkeys", form);
  const path = "/sign-in/passkey";
  // While members move to another RP ID, a browser asks for passkeys of one at a time.
  let wish = {};
  const smart = page.mode === "smart";

  const plain = follow("[data-plain]");
  const ways = { retry: openly, other_passkey: openly, restart, password: plain, other_method: plain };

  // Without a name, a browser that can look on this device alone opens no dialog for phones and keys until somebody asks for another
  // passkey; but whoever signed in that way here before is not made to ask each time.
  const looksHere = smart && PublicKeyCredential.getClientCapabilities?.().then(({ immediateGet }) => immediateGet, () => false);

  async function waitInAutofill() {
    if (!page.autofill || window.top !== window || ceremonies.busy || isBusy(button) || document.hidden) return;
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false))) return;
    // The button was quicker.
    if (ceremonies.busy || isBusy(button)) return;
    let chosen = false;
    const onAnswer = () => {
      chosen = true;
      hideFailure();
      setBusy(button, true, labels.signing_in);
    };
    try {
      leave(await complete(path, wish, { mediation: "conditional", onAnswer }));
    } catch (failure) {
      // Nobody has asked for anything yet, so nobody is told.
      if (!chosen) return;
      setBusy(button, false);
      showFailure(failure, "get", ways);
      // Nobody unlocks a passkey so fast: an authenticator that answers by itself would be asked, and refused, for ever.
      if (failure.held > 1000) waitInAutofill();
    }
  }

  async function openly(isAnywhere) {
    if (isBusy(button)) return;
    const identifier = field.value.trim();
    hideFailure();
    if (isIncomplete(form)) return;
    say("");
    setBusy(button, true, labels.working);
    let uiMode;
    try {
      const isHere = !identifier && isAnywhere !== true && !comesFromElsewhere() && (await looksHere);
      if (isHere) uiMode = "immediate";
      const onAnswer = ({ authenticatorAttachment }) => {
        if (!uiMode) comesFromElsewhere(authenticatorAttachment === "cross-platform");
        setBusy(button, true, labels.signing_in);
      };
      return leave(await complete(path, smart ? wish : { identifier, ...wish }, { uiMode, onAnswer }));
    } catch (failure) {
      setBusy(button, false);
      const other = uiMode && { other_passkey: () => openly(true) };
      if (!(failure instanceof Superseded)) showUnanswered(failure, { ...ways, ...other });
      waitInAutofill();
    }
  }

  ceremonies.onStale = waitInAutofill;
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() > (ceremonies.staleAt ?? 0)) waitInAutofill();
  });
  form.addEventListener("submit", (event) => {
    // The other button goes on without a passkey; the server shows the next page.
    if (!button || event.submitter?.hasAttribute("data-plain")) return isIncomplete(form, true) && event.preventDefault();
    event.preventDefault();
    wish = {};
    openly();
  });
  one("before", form)?.addEventListener("click", () => {
    wish = { before: true };
    openly(true);
  });
  if (!smart) field.focus();
  waitInAutofill();
}

/** A step of a journey that a passkey takes: as a proof, or as the one that policy asks for. */
function journeyPage() {
  // A second tap on a button whose answer is under way would spend the step twice.
  for (const step of document.querySelectorAll("[data-step]")) {
    step.addEventListener("submit", (event) => {
      const button = step.querySelector("[type=submit]");
      if (isBusy(button)) event.preventDefault();
      else setBusy(button, true);
    });
  }
  const form = one("enrol") ?? one("prove");
  if (!form) return;
  const button = one("needs-passkeys", form);
  const enrols = form.hasAttribute("data-enrol");
  const purpose = enrols ? "create" : "get";
  const path = page.step === "first" ? "/sign-in/passkey" : `/journey/${page.journey}/${enrols ? "enrol" : "passkey"}`;
  const password = follow("[data-way=password]");
  // The passkey for the new RP ID may be somewhere else.
  let wish = {};
  const ways = { retry: go, other_passkey: go, restart, sign_in: signInAgain, password, other_method: follow("[data-way]") };

  async function go() {
    if (isBusy(button)) return;
    hideFailure();
    const name = form.elements.name?.value.trim();
    const names = page.step === "first" ? { identifier: page.typed } : name ? { name } : {};
    const { hint } = chosenHint(form);
    const news = hint ? `#registered-${hint === "security-key" ? "hardware" : "software"}` : "";
    setBusy(button, true, labels.working);
    try {
      const onAnswer = () => setBusy(button, true, labels.signing_in);
      const ends = form.elements.end_other_sessions;
      const finish = enrols ? { ...names, ...(ends && { end_other_sessions: ends.checked }) } : {};
      leave(await complete(path, { ...names, ...(hint && { hint }), ...wish }, { purpose, finish, onAnswer }), news);
    } catch (failure) {
      setBusy(button, false);
      if (failure instanceof Superseded || tellBeside(form, failure)) return;
      if (enrols) showFailure(failure, purpose, ways);
      else showUnanswered(failure, ways);
      askForOlderKey(form, failure, ways);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    wish = {};
    go();
  });
  one("before", form)?.addEventListener("click", () => {
    wish = { before: true };
    go();
  });
}

/** Sign-up and set-up: a form of names, then a new passkey. The same names go with begin and with finish. */
function enrolPage(path, working) {
  const form = one("form");
  // The steps of an address are plain forms.
  if (!form) return;
  const button = one("needs-passkeys", form);
  const news = form.elements.organisation ? "#welcome" : "";
  const ways = { retry: enrol, other_passkey: enrol, restart, ...(page.page === "sign_up" && { sign_in: signInAgain }) };

  async function enrol() {
    if (isBusy(button)) return;
    hideFailure();
    if (isIncomplete(form)) return;
    const names = {};
    for (const { name, value } of form.querySelectorAll("input")) if (value.trim()) names[name] = value.trim();
    setBusy(button, true, labels.working);
    try {
      const onAnswer = () => setBusy(button, true, working);
      leave(await complete(path, names, { purpose: "create", finish: names, onAnswer }), news);
    } catch (failure) {
      setBusy(button, false);
      if (!(failure instanceof Superseded) && !tellBeside(form, failure)) showFailure(failure, "create", ways);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    enrol();
  });
}

start({
  sign_in: signInPage,
  journey: journeyPage,
  sign_up: () => enrolPage("/sign-up/passkey", labels.signing_up),
  setup: () => enrolPage("/passkey", labels.setting_up),
});
