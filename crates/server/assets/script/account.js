// The pages below Account > Security.

import { ask, forgetNews, localizeTimes } from "./asks.js";
import { copyButton } from "./copy.js";
import { Superseded } from "./keystead.js";
import { proving } from "./member.js";
import {
  call, fieldProblem, hideFailure, isBusy, isIncomplete, make, one, put, restart, say, setBusy, showFailure, signInAgain, start,
  wordsOf,
} from "./page.js";

/** Each form and button says in its data what it sends; the server's page shows what has come of it. */
export function accountPage() {
  /** The frame of every change: one at a time, and a failure stands beside its field or with the way to try again. */
  async function change(button, action) {
    const form = button.form;
    if (isBusy(button)) return;
    hideFailure();
    say("");
    setBusy(button, true);
    try {
      await proving(action);
    } catch (failure) {
      const field = form?.dataset.beside && RegExp(form.dataset.beside).test(failure.code) && form.querySelector("[aria-required]");
      const { title, text } = failure instanceof Superseded ? {} : wordsOf(failure, "get");
      if (field) fieldProblem(field, `${title}. ${text}`);
      else if (title) showFailure(failure, "get", { retry: () => change(button, action), later: restart, restart, sign_in: signInAgain });
    } finally {
      setBusy(button, false);
    }
  }

  /** The texts of what is ticked as one list; the rest by its name. A field that is off has nothing to say. */
  function bodyOf(form) {
    const body = {};
    for (const { name, type, value, checked } of form.querySelectorAll("input[name]:enabled")) {
      if (type !== "checkbox") body[name] = value;
      else if (checked) body[name] = [...(body[name] ?? []), value];
    }
    return body;
  }

  const reveal = (part, focus) => {
    part.hidden = false;
    focus.focus();
  };

  /** The page anew, which says what was done. */
  const done = (element) => location.replace(`${location.pathname}?done=${element.dataset.done}`);

  // What comes next, where the answer matters.
  const next = {
    away: (answer) => location.assign(answer.location),
    app(answer, form) {
      const part = one("new-app");
      const picture = make("img", { className: "qr", alt: one("picture", part).dataset.picture });
      put(picture, "src", answer.qr_svg && `data:image/svg+xml,${encodeURIComponent(answer.qr_svg)}`);
      one("picture", part).replaceChildren(...(answer.qr_svg ? [picture] : []));
      one("secret", part).textContent = answer.secret.match(/.{1,4}/g).join(" ");
      put(one("open", part), "href", answer.url);
      form.hidden = true;
      reveal(part, part.querySelector("h2"));
    },
    codes(answer, form) {
      const text = answer.codes.join("\n");
      const part = one("new-codes");
      one("codes", part).textContent = text;
      one("left").textContent = String(answer.left);
      one("made")?.remove();
      put(one("download", part), "href", `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`);
      one("keeping", part).prepend(copyButton(text));
      form.hidden = true;
      reveal(part, part.querySelector("h2"));
    },
    sent(answer, form) {
      const part = one("verify");
      const { address, code } = part.querySelector("form").elements;
      const bare = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
      address.value = form.elements.address.value;
      const unproved = [...document.querySelectorAll("[data-unproved]")].some((field) => bare(field.value) === bare(address.value));
      const keeps = one("keeps", part);
      if (keeps) keeps.hidden = !unproved;
      const told = one("sent", part);
      told.textContent = told.dataset.sent.replace("{address}", address.value);
      code.value = "";
      reveal(part, code);
    },
    removal(answer, form) {
      if (answer) return done(form);
      const { code } = form.elements;
      code.disabled = false;
      put(code, "aria-required", "true");
      say(one("confirm").querySelector("[data-lead]").dataset.lead);
      return reveal(form, code);
    },
  };

  /** Asks first where the element has a question, but not twice. */
  function send(element, button) {
    const { call: what, question, lead, about, then } = element.dataset;
    const [method, path] = what.split(" ");
    const isForm = element.tagName === "FORM";
    const go = () => change(button, async () => {
      const answer = await call(method, path, { body: isForm ? bodyOf(element) : undefined });
      return next[then] ? next[then](answer, element) : done(element);
    });
    if (!question || (isForm && element.elements.code?.disabled === false)) return go();
    return ask({ question, lead, about, yes: button.textContent }, go);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.call) return;
    event.preventDefault();
    if (!isIncomplete(form)) send(form, form.querySelector("[type=submit]"));
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.call) send(button, button);
    const form = button?.dataset.remove && document.getElementById(button.dataset.remove);
    if (form) send(form, form.querySelector("[type=submit]"));
  });
  one("print")?.addEventListener("click", () => window.print());
  localizeTimes();
  forgetNews();
}

// Most of them have nothing to do with passkeys.
start({ account: accountPage }, true);
