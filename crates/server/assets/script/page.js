// What the scripts of our pages share: what the server has put on the page, where to go next, and what is shown. It builds its elements from
// text and never from markup, decides nothing that the server does not decide again, and never sees a session token.

import { isSupported, Keystead, wordsOf as words } from "./keystead.js";

// ---- The page ----

export const page = JSON.parse(document.getElementById("page").textContent);
export const { base, labels } = page;

const door = new Keystead(base);
export const call = (...what) => door.call(...what);
export const complete = (...what) => door.complete(...what);

export const one = (name, within = document) => within.querySelector(`[data-${name}]`);

export const put = (element, attribute, value) => (value ? element.setAttribute(attribute, value) : element.removeAttribute(attribute));

/** An element with properties and children; texts stay texts. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Only addresses of this origin, so that no answer and no link can send a member elsewhere. */
function ownAddress(text) {
  try {
    const url = new URL(text, location.origin);
    return url.origin === location.origin ? url : null;
  } catch {
    return null;
  }
}

/** Where to go after a ceremony: where the server says, else where the page was asked for from (below this door, or the console), else Security. */
export function leave(answer, news = "") {
  const asked = wanted();
  const along = asked ? `continue=${encodeURIComponent(asked)}` : "";
  if (answer?.status === "continue") return location.assign(`${base}/journey/${answer.journey}?${along}`);
  // What the member is invited to comes first, and leads on to where they wanted to go (S1-18).
  if (answer?.suggestion) return location.assign(`${base}/account/security?suggest=${answer.suggestion}&${along}`);
  const address = asked && ownAddress(asked);
  const isNear = address && (address.pathname.startsWith(`${base}/`) || ("console" in document.body.dataset && /^\/admin(\/|$)/.test(address.pathname)));
  const back = isNear ? address : null;
  location.assign(((answer?.location && ownAddress(answer.location)) || back || `${base}/account/security`) + news);
}

/** Tells a piece of news, once, if the page before this one sent it along. As with what the server tells, the focus goes there. */
export function tellNews(hash, text) {
  if (location.hash !== hash) return;
  history.replaceState(null, "", location.pathname + location.search);
  say(text);
  one("notice").focus();
}

// ---- Shown ----

export const wordsOf = (failure, purpose) => words(page, failure, purpose);

/** Where what has failed was begun, by the panel that tells. What the panel itself offers leads back there, however often it is used. */
const openers = new WeakMap();

/** Shows a failure with those of its actions that this page has a way for: `ways` is {action: function}. Two actions of one way are one. */
export function showFailure(failure, purpose, ways, panel = one("failure")) {
  const shown = wordsOf(failure, purpose);
  if (!panel.contains(document.activeElement)) openers.set(panel, document.activeElement);
  const possible = (shown.actions ?? []).filter((action) => ways[action]);
  const offered = possible.filter((action, index) => possible.findIndex((other) => ways[other] === ways[action]) === index);
  const buttons = offered.map((action, index) => {
    const button = make("button", { type: "button", className: index ? "button quiet" : "button", textContent: labels[`action_${action}`] });
    button.addEventListener("click", () => {
      hideFailure(panel);
      // The button that has just been used is gone; the focus goes back to where this began.
      openers.get(panel)?.focus();
      ways[action]();
    });
    return button;
  });
  panel.replaceChildren(make("h2", { textContent: shown.title ?? labels.not_reached_title }));
  if (shown.text) panel.append(make("p", { textContent: shown.text }));
  if (buttons.length > 0) panel.append(make("p", { className: "choices" }, ...buttons));
  // The code, and what the browser knows besides (S2-24). Its line stands there at once: nothing moves under a finger when it comes.
  const line = make("p", { className: "reference" });
  panel.append(line);
  import("./trace.js").then(({ trace }) => trace(line, failure, purpose), () => {});
  // Whom else to turn to (S2-36).
  const support = one("support");
  if (support) panel.append(support.cloneNode(true));
  // What went well before is news no longer.
  say("");
  panel.hidden = false;
  panel.focus();
}

export function hideFailure(panel = one("failure")) {
  panel.hidden = true;
  panel.replaceChildren();
}

export function say(text) {
  const notice = one("notice");
  if (!notice) return;
  notice.hidden = !text;
  notice.textContent = text;
}

/** While something is under way its button does nothing more, and a line below may say what; focus stays where it is. */
export function setBusy(button, busy, text = "") {
  button.setAttribute("aria-disabled", String(busy));
  button.classList.toggle("busy", busy);
  const progress = button.closest("form")?.querySelector("[data-progress]");
  if (progress) progress.textContent = text;
}

export const isBusy = (button) => button.getAttribute("aria-disabled") === "true";

/** Says beside the field what is wrong with it, and goes there; without a text, that nothing is. */
export function fieldProblem(field, text = "") {
  const problem = document.getElementById(`${field.id}-problem`);
  put(field, "aria-invalid", text && "true");
  if (problem) {
    problem.textContent = text;
    problem.hidden = !text;
  }
  if (text) field.focus();
}

/** Goes to the first required field that is empty and says so; answers whether there was one. */
export function isIncomplete(form, all) {
  const empty = [...form.querySelectorAll(all ? "input" : "[aria-required]")].find((field) => !field.value.trim());
  if (empty) fieldProblem(empty, empty.dataset.missing ?? labels[`${empty.name}_missing`]);
  return !!empty;
}

/** A problem goes as soon as its field is changed. */
document.addEventListener("input", ({ target }) => fieldProblem(target));

/** Goes the other way that the page has as a link or a button, if it has one; nothing is offered that is not there. */
export const follow = (selector) => {
  const way = document.querySelector(selector);
  return way ? () => way.click() : undefined;
};

export const restart = () => location.reload();
const wanted = () => new URLSearchParams(location.search).get("continue");
export const signInAgain = () => location.assign(`${base}/sign-in?continue=${encodeURIComponent(wanted() ?? location.pathname)}`);

// ---- Start ----

/** S0-11: says which browsers can, and leaves the buttons off. */
export function explainUnsupported() {
  const text = window.isSecureContext ? labels.unsupported : labels.insecure;
  const note = make("div", { className: "notice unsupported" }, make("h2", { textContent: labels.unsupported_title }), make("p", { textContent: text }));
  note.setAttribute("role", "status");
  one("failure").before(note);
}

/** Begins the page with its own function among these; most can do nothing for a browser without passkeys. */
export function start(pages, worksWithout = false) {
  // What the address has told is not told again by a reload.
  history.replaceState(null, "", location.href.replace(/ended=\w+&?/, "").replace(/\?$/, ""));
  document.documentElement.dataset.ready = "";
  if (isSupported) for (const button of document.querySelectorAll("[data-needs-passkeys]")) button.disabled = false;
  else if (!worksWithout) return explainUnsupported();
  return pages[page.page]?.();
}

// A page out of the browser's memory has a dead ceremony and, after a sign-out, somebody else's list.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
