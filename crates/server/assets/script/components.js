// Passkeys on other sites: two elements that such a page puts where it wants them. Neither ever holds a token: what a sign-in yields is a code
// for the site's own server, and what changes passkeys goes through that server. Texts stay texts here, too.

import { ceremonies, Failure, isSupported, Keystead, Superseded, wordsOf } from "./keystead.js";

// Each custom property has a default, and each part a name, so that a site's style reaches what it should and nothing else.
const STYLE = [
  ":host{--a:var(--keystead-accent,light-dark(#0b5c4a,#7fd4bd));--on:var(--keystead-on-accent,light-dark(#fff,#10201c));--t:var(--keystead-text,light-dark(#1d1d1b,#ececE6));--q:var(--keystead-quiet,light-dark(#5c5c56,#a9a9a0));--l:var(--keystead-line,light-dark(#8a8a82,#77776f));--s:var(--keystead-surface,light-dark(#fff,#1c1d1c));--x:var(--keystead-alarm,light-dark(#a1260d,#ff9b85));--r:var(--keystead-radius,8px)}",
  ":host{display:block;color:var(--t);font:var(--keystead-font,1rem/1.5 system-ui,sans-serif)}:host([hidden]),[hidden]{display:none!important}",
  "*{box-sizing:border-box}h2,h3,p,ul{margin:0;padding:0;font:inherit}h2{font-weight:600;font-size:1.15em}h3{font-weight:600}ul{list-style:none}",
  "button,input{font:inherit;min-height:44px;border:1px solid var(--l);border-radius:var(--r);padding:0 1em;color:var(--t);background:var(--s)}button{cursor:pointer}input{width:100%}",
  "button[part~=primary]{background:var(--a);border-color:var(--a);color:var(--on);font-weight:600}button[part~=danger]{color:var(--x);border-color:var(--x)}button[aria-disabled=true],button:disabled{opacity:.6;cursor:default}",
  ":focus-visible{outline:3px solid var(--a);outline-offset:2px}form,section,.row{display:grid;gap:.6em}.all{display:grid;gap:1.2em}.quiet,.status{color:var(--q);font-size:.9em}.status:empty{display:none}",
  ".failure{border:1px solid var(--x);border-inline-start-width:4px;border-radius:var(--r);padding:.8em 1em;display:grid;gap:.4em}.choices{display:flex;flex-wrap:wrap;gap:.5em}.wide{width:100%}",
  "li{border-block-start:1px solid var(--l);padding-block:.8em}li:first-child{border:0}",
  "dialog{color:var(--t);background:var(--s);border:1px solid var(--l);border-radius:var(--r);padding:1.2em;width:min(28em,calc(100vw - 2em))}dialog form{gap:.8em}dialog::backdrop{background:#0008}",
].join("");

/** An element with attributes, text and children. */
function make(tag, { text, onclick, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  if (text !== undefined) element.textContent = text;
  if (onclick) element.addEventListener("click", onclick);
  element.append(...children);
  return element;
}

/** What both have in common: the words of their door, one change at a time, and failures that are told. */
class Component extends HTMLElement {
  #root = this.attachShadow({ mode: "open", delegatesFocus: true });
  #status = make("p", { class: "status", part: "status", role: "status" });
  #failure = make("div", { class: "failure", part: "failure", role: "alert", tabindex: "-1", hidden: true });
  #main = make("div", { class: "all" });
  #begun = false;
  #opener;
  isBusy = false;
  isDone = false;

  connectedCallback() {
    if (this.#begun) return;
    this.#begun = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#main);
    this.begin();
  }

  /** Loads the words, then shows the element. It says nothing before: it has no words yet, but for those that the site gave it. */
  async begin() {
    this.#failure.hidden = true;
    const language = this.closest("[lang]")?.lang || navigator.language;
    this.server = new Keystead(this.getAttribute("door") ?? "", { credentials: "omit", headers: { "Accept-Language": language } });
    try {
      this.said = await this.server.call("GET", "/components");
      this.labels = { ...this.said.labels, ...this.dataset };
      this.#main.lang = this.said.language;
      this.#main.dir = this.said.direction;
      const shown = await this.shown();
      this.#main.replaceChildren(...(isSupported ? [] : [this.explained()]), this.#failure, ...shown, this.#status);
    } catch (failure) {
      // What the site wrote into the element is for those to whom it says nothing else.
      this.#main.replaceChildren(this.#failure, make("slot"));
      this.tell(failure, "get", () => this.begin());
    }
  }

  /** The name of a label, or the site's own word for it: an attribute such as `data-add_passkey`. */
  label(name) {
    return this.labels[name] ?? "";
  }

  /** The label of a field that may stay empty. */
  optional(text) {
    return this.label("optional_field").replace("{label}", () => text);
  }

  explained() {
    const { labels } = this;
    return make("section", { part: "unsupported" }, make("h2", { text: labels.unsupported_title }), make("p", { text: window.isSecureContext ? labels.unsupported : labels.insecure }));
  }

  say(text) {
    this.#status.textContent = text;
  }

  /** While something is under way its button does nothing more, and what went wrong before is news no longer. */
  setBusy(button, busy) {
    this.isBusy = busy;
    if (busy) this.#failure.hidden = true;
    button.setAttribute("aria-disabled", String(busy || this.isDone));
  }

  /** One change at a time, and a failure offers the way to try again. Answers whether it was this one's turn. */
  async change(button, purpose, action, text = "") {
    if (this.isBusy || this.isDone) return false;
    this.setBusy(button, true);
    this.say(text);
    try {
      await action();
    } catch (failure) {
      this.say("");
      if (!(failure instanceof Superseded)) this.tell(failure, purpose, () => this.change(button, purpose, action, text));
    } finally {
      this.setBusy(button, false);
    }
    return true;
  }

  /** Shows a failure, and tells the site what it may act on. */
  tell(failure, purpose, again) {
    const { code, reference, browser } = failure instanceof Failure ? failure : new Failure("not_reached");
    this.announce("keystead-failed", { code, reference });
    if (!this.said) return;
    const { activeElement } = this.#root;
    if (activeElement && !this.#failure.contains(activeElement)) this.#opener = activeElement;
    const { title, text, actions = [] } = wordsOf({ labels: this.labels, messages: this.said.messages }, failure, purpose);
    const parts = [make("h2", { text: title }), make("p", { text: text ?? "" })];
    if (again && actions.some((action) => action === "retry" || action === "other_passkey" || action === "restart")) {
      // The button that has just been used is about to go; the focus goes back to where this began.
      const onclick = () => {
        this.#opener?.focus();
        again();
      };
      const retry = make("button", { type: "button", part: "button", text: this.label("action_retry"), onclick });
      parts.push(make("p", { class: "choices" }, retry));
    }
    const trace = reference ?? browser;
    if (trace) parts.push(make("p", { class: "quiet", part: "reference" }, `${this.label(reference ? "reference" : "browser_says")} `, make("code", { dir: "ltr", text: trace })));
    this.#failure.replaceChildren(...parts);
    this.#failure.hidden = false;
    this.#failure.focus();
  }

  announce(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** Asks before something that cannot be taken back, or that needs a tap of its own; resolves with whether it may go on. */
  ask({ title, subject = "", lead, yes, no, kind = "primary" }) {
    const dialog = make("dialog", { part: "dialog", "aria-labelledby": "asks" }, make("form", { method: "dialog" },
      make("h2", { id: "asks", text: title }),
      make("p", { dir: "auto", text: subject, hidden: !subject }),
      make("p", { text: lead }),
      make("p", { class: "choices" },
        make("button", { part: "button", value: "", text: no, autofocus: true }),
        make("button", { part: `button ${kind}`, value: "yes", text: yes }))));
    this.#main.append(dialog);
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
      });
      dialog.showModal();
    });
  }
}

/**
 * `<keystead-sign-in door="https://id.example.com/acme/main" binding="…">`. `binding` is the S256 of a secret that the site's server keeps. In Smart
 * mode passkeys also stand in the autofill list of its field, for as long as nobody asks openly. It signs in once: a second code would be good for
 * nothing. A site that could not use the first one calls `reset()`, or writes another `binding`.
 */
class SignIn extends Component {
  static observedAttributes = ["binding"];
  #button;

  attributeChangedCallback(name, old, binding) {
    if (old !== null && old !== binding) this.reset();
  }

  /** Lets somebody sign in again. */
  reset() {
    if (!this.isDone) return;
    this.isDone = false;
    this.say("");
    this.setBusy(this.#button, false);
    this.#waitInAutofill(this.#button);
  }

  shown() {
    this.isClassic = this.said.mode === "classic";
    const hint = make("p", { class: "quiet", part: "hint", id: "hint", text: this.label("username_hint"), hidden: this.isClassic });
    const field = make("input", {
      id: "name", part: "field", autocomplete: this.isClassic ? "username" : "username webauthn", autocapitalize: "none", spellcheck: "false", dir: "auto",
      "aria-describedby": this.isClassic ? undefined : "hint",
    });
    const name = this.isClassic ? this.said.names : this.optional(this.said.names);
    const label = make("label", { for: "name", part: "label", text: name });
    const button = make("button", { class: "wide", part: "button primary", type: "submit", text: this.label("continue_with_passkey"), disabled: !isSupported });
    this.#button = button;
    // While members move to another RP ID, a browser asks for passkeys of one at a time.
    const before = make("button", { class: "wide", part: "button before", type: "button", text: this.label("use_before"), hidden: !this.said.offers_before, disabled: !isSupported });
    const form = make("form", { part: "form", novalidate: true }, label, field, hint, button, before);
    const open = (wish) => {
      const identifier = field.value.trim();
      if (!this.isClassic || identifier) return this.#openly(button, this.isClassic ? { identifier, ...wish } : wish);
      this.say(this.said.names_missing);
      return field.focus();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      open({});
    });
    before.addEventListener("click", () => open({ before: true }));
    const again = () => this.#waitInAutofill(button);
    ceremonies.onStale = again;
    document.addEventListener("visibilitychange", () => Date.now() > ceremonies.staleAt && again());
    again();
    return [form];
  }

  /** Ends what waits in the autofill list, and asks. */
  async #openly(button, names) {
    if (await this.change(button, "get", () => this.#signIn(names), this.label("working"))) await this.#waitInAutofill(button);
  }

  async #signIn(names, { mediation, onAnswer = () => {} } = {}) {
    const binding = this.getAttribute("binding") ?? "";
    const told = () => {
      onAnswer();
      this.say(this.label("signing_in"));
    };
    const how = { mediation, finish: { binding }, onAnswer: told };
    const { code, expires_at } = await this.server.complete("/sign-in/passkey", { ...names, binding }, how);
    this.isDone = true;
    ceremonies.stop();
    this.announce("keystead-signed-in", { code, expires_at });
  }

  async #waitInAutofill(button) {
    const mayWait = () => !this.isClassic && isSupported && !this.isDone && !this.isBusy && this.isConnected && !ceremonies.busy && !document.hidden;
    // In a frame of somebody else nobody knows whose passkeys these are.
    if (!mayWait() || window.top !== window || !(await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false)) || !mayWait()) return;
    let isChosen = false;
    const onAnswer = () => {
      isChosen = true;
      this.setBusy(button, true);
    };
    try {
      await this.#signIn({}, { mediation: "conditional", onAnswer });
      this.setBusy(button, false);
    } catch (failure) {
      // Nobody has asked for anything yet, so nobody is told.
      if (!isChosen) return;
      this.setBusy(button, false);
      this.say("");
      this.tell(failure, "get", () => this.#openly(button, {}));
      // Nobody unlocks a passkey so fast: an authenticator that answers by itself would be asked, and refused, for ever.
      if (failure.held > 1000) this.#waitInAutofill(button);
    }
  }
}

/** `<keystead-passkeys door="…" address="/my-passkeys">`. Below `address` the site's server answers as the door does, for whoever is signed in there. */
class Passkeys extends Component {
  #list = make("ul", { part: "list" });
  #count = make("span", { part: "count" });
  #empty = make("p", { class: "quiet" });
  #title = make("h2", { part: "title", tabindex: "-1" });
  #add = make("form", { part: "form add", novalidate: true });

  async shown() {
    this.own = new Keystead(this.getAttribute("address") ?? "", { headers: { "Accept-Language": this.said.language } });
    this.#title.replaceChildren(`${this.label("registered_passkeys")} `, this.#count);
    this.#empty.textContent = this.label("no_passkeys");
    const field = make("input", { id: "name", part: "field", autocomplete: "off", dir: "auto", maxlength: "64" });
    const button = make("button", { part: "button primary", type: "submit", text: this.label("add_passkey"), disabled: !isSupported });
    this.#add.replaceChildren(make("label", { for: "name", part: "label", text: this.optional(this.label("name")) }), field, button);
    this.#add.onsubmit = (event) => {
      event.preventDefault();
      const name = field.value.trim();
      const names = name ? { name } : {};
      this.#save(button, "create", async () => {
        const list = await this.own.complete("/account/passkeys", names, { purpose: "create", finish: names });
        field.value = "";
        return list;
      }, "added_notice");
    };
    this.#show(await this.own.call("GET", "/account/passkeys"));
    return [make("section", {}, this.#title, this.#empty, this.#list), this.#add];
  }

  #show({ passkeys, may_add: mayAdd }) {
    this.#list.replaceChildren(...passkeys.map((passkey) => this.#row(passkey)));
    this.#count.textContent = String(passkeys.length);
    this.#empty.hidden = passkeys.length > 0;
    this.#add.hidden = !mayAdd;
  }

  #row(passkey) {
    const { name, kind_code: kind, provider, synced, added_at: added, last_used_at: used, kept_because: kept } = passkey;
    const day = (text) => new Intl.DateTimeFormat(this.said.language, { dateStyle: "medium" }).format(new Date(text));
    const facts = [this.label(`kind_${kind}_name`), provider === name ? "" : provider, this.label(synced ? "synced" : "device_bound"), `${this.label("added")} ${day(added)}`,
      used ? `${this.label("last_used")} ${day(used)}` : this.label("never_used"), passkey.quarantined ? this.label("quarantined") : ""];
    const rename = make("button", { type: "button", part: "button", text: this.label("rename"), "aria-label": `${this.label("rename")} ${name}` });
    const remove = make("button", { type: "button", part: "button", text: this.label("delete"), "aria-label": `${this.label("delete")} ${name}`, "aria-disabled": kept ? "true" : undefined });
    const row = make("li", { class: "row", part: "item" }, make("h3", { part: "name", dir: "auto", text: name }), make("p", { class: "quiet", part: "facts", text: facts.filter(Boolean).join(" · ") }),
      make("p", { class: "choices", part: "actions" }, rename, remove));
    if (kept) row.append(make("p", { class: "quiet", part: "hint", text: this.label(kept) }));
    rename.addEventListener("click", () => this.#editName(row, passkey, rename));
    remove.addEventListener("click", () => !kept && this.#remove(passkey, remove));
    return row;
  }

  #editName(row, { id, name }, opener) {
    if (row.querySelector("form")) return;
    const field = make("input", { part: "field", autocomplete: "off", dir: "auto", maxlength: "64", "aria-label": this.label("name"), value: name });
    const save = make("button", { type: "submit", part: "button primary", text: this.label("save") });
    const close = () => {
      form.remove();
      opener.focus();
    };
    const form = make("form", { novalidate: true }, field, make("p", { class: "choices" }, save, make("button", { type: "button", part: "button", text: this.label("cancel"), onclick: close })));
    form.addEventListener("keydown", ({ key }) => key === "Escape" && close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const path = `/account/passkeys/${encodeURIComponent(id)}/name`;
      if (field.value.trim()) this.#save(save, "get", () => this.own.call("PUT", path, { body: { name: field.value.trim() } }), "renamed_notice");
      else field.focus();
    });
    row.append(form);
    field.select();
  }

  async #remove({ id, name }, button) {
    const { labels } = this;
    const asked = { title: labels.delete_title, subject: name, lead: labels.delete_lead, yes: labels.delete_confirm, no: labels.keep, kind: "danger" };
    if (await this.ask(asked)) this.#save(button, "get", () => this.own.call("DELETE", `/account/passkeys/${encodeURIComponent(id)}`), "deleted_notice");
  }

  /** Every change answers the new list. One that needs a fresh proof is asked for with a passkey, and then done. */
  #save(button, purpose, action, notice) {
    return this.change(button, purpose, async () => {
      this.#show(await this.#proving(action));
      this.say(this.label(notice));
      this.#title.focus();
    }, this.label("working"));
  }

  async #proving(action) {
    try {
      return await action();
    } catch (failure) {
      if (!/^(recent|insufficient_user)_authentication/.test(failure.code)) throw failure;
      const { labels } = this;
      // The tap on its button is the gesture that browsers want before they ask for a passkey.
      if (!(await this.ask({ title: labels.confirm_title, lead: labels.confirm_lead, yes: labels.continue_with_passkey, no: labels.cancel }))) throw new Superseded();
      await this.own.complete("/step-up/passkey", {});
      return action();
    }
  }
}

for (const [name, element] of [["keystead-sign-in", SignIn], ["keystead-passkeys", Passkeys]]) {
  if (!customElements.get(name)) customElements.define(name, element);
}
