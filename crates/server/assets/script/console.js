// The pages of the console. Each form and button says in its data what it sends and what the address says afterwards; the server's page shows
// what has come of it. Nothing is saved before somebody says so, and nobody loses what they have typed by a slip.

import { ask, forgetNews, localizeTimes } from "./asks.js";
import { Keystead, Superseded } from "./keystead.js";
import { confirmMember, learnWords, proving } from "./member.js";
import { linesOf, originOf, settings } from "./settings.js";
import { fieldProblem, hideFailure, isBusy, isIncomplete, one, restart, say, setBusy, showFailure, signInAgain, start, wordsOf } from "./page.js";

/** The console is beside the door at which its administrators sign in. What is changed is named as it was read. */
const server = (version) => new Keystead("", { headers: version ? { "If-Match": version } : {} });

/** What a control says, in the kind that the server expects. */
function valueOf({ type, value, checked, dataset }) {
  if (type === "checkbox") return checked;
  if (dataset.kind === "lines") return linesOf(value);
  if (dataset.kind === "origins") return linesOf(value).map(originOf);
  if (dataset.kind === "json") return JSON.parse(value);
  if (dataset.kind === "number") return value.trim() === "" ? null : Number(value);
  return value;
}

/** A name with dots stands for a member within a member. Of several boxes with one name those that are ticked make a list. */
function bodyOf(form) {
  const body = {};
  for (const { dataset } of form.querySelectorAll("[data-list]")) body[dataset.list] = [];
  for (const control of form.querySelectorAll("[name]:enabled")) {
    if (control.type === "radio" && !control.checked) continue;
    const path = control.name.split(".");
    const last = path.pop();
    const inner = path.reduce((object, name) => (object[name] ??= {}), body);
    if (control.dataset.kind === "list") inner[last].push(control.value);
    else if (control.dataset.kind === "each") {
      inner[last] ??= [];
      if (control.checked) inner[last].push(control.value);
    } else inner[last] = valueOf(control);
  }
  return body;
}

function consolePage() {
  const kept = new Map();
  const guarded = [...document.querySelectorAll("form[data-guarded]")];
  const text = (form) => JSON.stringify(bodyOf(form));
  const isChanged = (form) => text(form) !== kept.get(form);
  let leaving = false;

  /** One change at a time; a failure stands beside its field or above the page. */
  async function change(button, action, again, purpose = "get") {
    if (isBusy(button)) return;
    hideFailure();
    say("");
    setBusy(button, true);
    try {
      await proving(action);
    } catch (failure) {
      if (failure instanceof Superseded) return;
      const { field: name, problem, confirm } = failure.own ?? {};
      const field = name && button.form?.querySelector(`[data-field="${name}"], [name="${name}"]`);
      // What stands in a section that is folded would not be seen.
      const section = field?.closest("details");
      if (section) section.open = true;
      const yes = `${button.textContent} anyway`;
      if (confirm) ask({ question: wordsOf(failure, purpose).title, lead: problem, yes }, () => again(confirm));
      else if (field) fieldProblem(field, problem ?? wordsOf(failure, purpose).text);
      else showFailure(failure, purpose, { retry: () => change(button, action, again, purpose), restart, sign_in: signInAgain, manage_passkeys: () => location.reload() });
    } finally {
      // A page that is about to go sends nothing twice.
      if (!leaving) setBusy(button, false);
    }
  }

  /** What was typed into another form is not saved by this one. */
  function done(element, answer) {
    one("pending")?.removeAttribute("data-pending");
    // Somebody would be held or blocked, and nobody has looked: nothing is saved yet.
    if (answer?.review) {
      leaving = true;
      return location.assign(answer.review);
    }
    leaving = !guarded.some((form) => form !== element && isChanged(form));
    const { then, done: word } = element.dataset;
    const target = then ? then.replace("{id}", answer?.id ?? "") : location.pathname;
    const said = answer?.now_meets ? `${word}-${answer.now_meets}` : word;
    location.assign(word ? `${target}${target.includes("?") ? "&" : "?"}done=${said}` : target);
  }

  /** What is shown once stays on the page: nobody finds it again. */
  function reveal(element, answer) {
    const box = one(element.dataset.shows);
    for (const part of box.querySelectorAll("[data-of]")) part.textContent = answer[part.dataset.of];
    box.hidden = false;
    box.focus();
    if ("once" in box.dataset) import("./once.js").then(({ once }) => once(element, box, answer), () => {});
  }

  /** Asks first where the element has a question. */
  function send(element, button) {
    const { call: what, question, lead, about } = element.dataset;
    const [method, path] = what.split(" ");
    const go = (confirmed) => change(button, async () => {
      const body = element.dataset.body ? JSON.parse(element.dataset.body) : element.tagName === "FORM" ? bodyOf(element) : undefined;
      if (confirmed && body) body.confirmed = confirmed;
      const target = confirmed && !body ? `${path}?confirmed=${encodeURIComponent(confirmed)}` : path;
      const answer = await server(element.dataset.version).call(method, target, { body });
      if (element.dataset.shows) reveal(element, answer);
      else done(element, answer);
    }, go);
    return question ? ask({ question, lead, about, yes: button.textContent }, () => go()) : go();
  }

  /** What has to be confirmed beforehand, point by point. */
  function isUnconfirmed() {
    const open = document.querySelector("[data-confirms]:not(:checked)");
    if (open) fieldProblem(open, open.dataset.confirms);
    return !!open;
  }

  /** What a form would save is taken along to the page that says what it would do (S0c-5). */
  function review({ form, dataset }) {
    if (isIncomplete(form)) return;
    const query = new URLSearchParams({ form: dataset.form, body: text(form), version: form.dataset.version });
    leaving = true;
    location.assign(`${dataset.review}?${query}`);
  }

  /** A fresh proof, and then on to where one was. */
  async function goOn(button) {
    if (isBusy(button)) return;
    hideFailure();
    setBusy(button, true);
    try {
      if (await confirmMember()) return location.replace(button.dataset.gate);
    } catch (failure) {
      await learnWords(failure);
      showFailure(failure, "get", { retry: () => goOn(button), restart, sign_in: signInAgain });
    }
    setBusy(button, false);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const { call, makes } = form.dataset;
    if (!call && !makes) return;
    event.preventDefault();
    if (makes) return import("./desk.js").then(({ atTheDesk }) => atTheDesk({ form, server, change, done }), () => {});
    if (!isIncomplete(form) && !isUnconfirmed()) send(form, event.submitter ?? form.querySelector("[type=submit]"));
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.call) send(button, button);
    else if (button?.dataset.review) review(button);
    else if (button?.dataset.gate) goOn(button);
  });

  // S3-16: what is typed is kept by "Save" alone, and a page that would be left with more than that asks.
  for (const form of guarded) {
    kept.set(form, text(form));
    const mark = one("unsaved", form);
    form.addEventListener("input", () => mark && (mark.hidden = !isChanged(form)));
    form.addEventListener("reset", () => setTimeout(() => mark && (mark.hidden = true)));
  }
  const gate = one("gate");
  if (gate) goOn(gate);
  if (document.querySelector("[data-settings]")) settings();
  if (one("pending")) import("./review.js").then(({ review }) => review(), () => {});
  const look = document.querySelector("[data-look]");
  if (look) import("./branding.js").then(({ branding }) => branding(look), () => {});
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && guarded.some(isChanged)) event.preventDefault();
  });

  localizeTimes();
  forgetNews();
}

start({ console: consolePage }, true);
