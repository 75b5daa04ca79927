// The script of every page with passkeys: one request for it, no dependency, no build step; hence one file of this length, in parts:
// 1 page, 2 wire, 3 failures, 4 calls, 5 the ceremony controller, 6 what is shown, 7 pages. It builds its elements from text and never from
// markup, decides nothing that the server does not decide again, and never sees a session token.

// ---- 1. Page ----

const page = JSON.parse(document.getElementById("page").textContent);
const { base, labels, messages } = page;
const one = (name, within = document) => within.querySelector(`[data-${name}]`);

const put = (element, attribute, value) => (value ? element.setAttribute(attribute, value) : element.removeAttribute(attribute));

/** An element with properties and children; texts stay texts. */
function make(tag, properties = {}, ...children) {
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

/** Where to go after a ceremony: where the server says, else where the page was asked for from (below this door), else Security. */
function leave(answer, news = "") {
  const asked = new URLSearchParams(location.search).get("continue");
  const address = asked && ownAddress(asked);
  const back = address && address.pathname.startsWith(`${base}/`) ? address : null;
  location.assign(((answer?.location && ownAddress(answer.location)) || back || `${base}/account/security`) + news);
}

/** Whether the page before this one sent this piece of news along; it is told once. */
function isNews(hash) {
  if (location.hash !== hash) return false;
  history.replaceState(null, "", location.pathname + location.search);
  return true;
}

// ---- 2. Wire: WebAuthn's JSON forms, by the browser where it works, by hand where it or an extension has broken them ----

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

function text64(buffer) {
  let binary = "";
  for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function readOptions(json, purpose) {
  try {
    return purpose === "create"
      ? PublicKeyCredential.parseCreationOptionsFromJSON(json)
      : PublicKeyCredential.parseRequestOptionsFromJSON(json);
  } catch {
    const named = (list) => list?.map((entry) => ({ ...entry, id: bytes(entry.id) }));
    const options = { ...json, challenge: bytes(json.challenge) };
    if (json.user) options.user = { ...json.user, id: bytes(json.user.id) };
    if (json.allowCredentials) options.allowCredentials = named(json.allowCredentials);
    if (json.excludeCredentials) options.excludeCredentials = named(json.excludeCredentials);
    return options;
  }
}

function writeAnswer(passkey) {
  try {
    const json = passkey.toJSON();
    if (json.id && json.response.clientDataJSON) return json;
  } catch {
    // Some password managers return an object whose toJSON throws.
  }
  const from = passkey.response;
  const response = { clientDataJSON: text64(from.clientDataJSON) };
  for (const member of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (from[member]) response[member] = text64(from[member]);
  }
  if (from.attestationObject) {
    response.transports = from.getTransports?.() ?? [];
    if (!response.authenticatorData && from.getAuthenticatorData) response.authenticatorData = text64(from.getAuthenticatorData());
  }
  const { credProps } = passkey.getClientExtensionResults?.() ?? {};
  return {
    id: passkey.id,
    rawId: text64(passkey.rawId),
    type: passkey.type,
    ...(passkey.authenticatorAttachment && { authenticatorAttachment: passkey.authenticatorAttachment }),
    clientExtensionResults: credProps ? { credProps } : {},
    response,
  };
}

// ---- 3. Failures: what happened, as an entry of the catalogue ----

/** Something a member is told. `own` are the words of the answer; without them it is one of the page's own messages. */
class Failure extends Error {
  constructor(code, { own, reference, browser } = {}) {
    super(code);
    Object.assign(this, { code, own, reference, browser });
  }
}

/** A ceremony that we ended ourselves, or that another one has overtaken: nobody is told. */
class Superseded extends Error {}

const group = (purpose) => (purpose === "create" ? "enrol" : "sign_in");

/** The entry of a code: in its own group first, then anywhere. */
function entry(code, purpose) {
  const found = messages[group(purpose)]?.[code] ?? Object.values(messages).find((entries) => entries?.[code])?.[code];
  return found && typeof found.title === "string" ? found : undefined;
}

const EXCEPTIONS = {
  get: { InvalidStateError: "passkey_not_on_device" }, // S1-20
  create: { InvalidStateError: "passkey_already_registered" }, // S1-25
  both: { ConstraintError: "no_compatible_device", NotSupportedError: "passkeys_not_supported" }, // S1-31, S1-29
};

/** Browsers have one NotAllowedError for "cancelled", "none here" and "too late"; only the time that has passed tells the last one. */
function exceptionFailure(error, purpose, elapsed, timeout) {
  let code = EXCEPTIONS[purpose][error.name] ?? EXCEPTIONS.both[error.name] ?? "verification_incomplete"; // S1-30
  if (error.name === "NotAllowedError") {
    const late = elapsed >= timeout - 20; // Timers may fire a little early.
    if (purpose === "create") code = late ? "setup_timed_out" : "setup_canceled"; // S1-24, S1-23
    else code = late ? "passkey_timed_out" : "passkey_not_found_or_canceled"; // S1-19, S1-17
  }
  return new Failure(code, { browser: code === "verification_incomplete" ? error.name : undefined });
}

/** What an answer that is not 2xx means. `step` is begin or finish of a ceremony, or none for a plain call. Status 0: no answer came. */
function answerFailure(status, problem, purpose, step) {
  const own = problem?.details?.title ? { title: problem.details.title, text: problem.error, actions: problem.details.actions } : undefined;
  const more = { own, reference: problem?.reference };
  const broken = status === 0 || status >= 500;
  // A client error brings its words along. Of a server error only the page's words for this step are shown.
  if (own && problem.error_code && !broken) return new Failure(problem.error_code, more);
  if (!step && broken) return new Failure("not_reached", more);
  more.own = undefined;
  if (!step) return new Failure("session_expired", more); // S1-28
  if (purpose === "create") {
    if (step === "finish") return new Failure("setup_failed", more); // S1-26
    return new Failure(broken ? "setup_unavailable" : "session_expired", more); // S1-22, S1-28
  }
  if (!broken) return new Failure("session_expired", more); // S1-28
  return new Failure(step === "begin" || status === 0 || status === 503 ? "passkey_unavailable" : "verification_failed", more); // S1-16, S1-32
}

// ---- 4. Calls ----

const PATIENCE = 20_000; // A server that is silent for so long is as good as unreachable.

/** JSON there and back. Rejects with a Failure, or with Superseded when `signal` has ended it. */
async function call(method, path, { body, signal, purpose, step } = {}) {
  const abort = new AbortController();
  const giveUp = () => abort.abort();
  signal?.addEventListener("abort", giveUp);
  const timer = setTimeout(giveUp, PATIENCE);
  let status = 0;
  let answer;
  try {
    const headers = { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) };
    const response = await fetch(base + path, {
      method, headers, body: body && JSON.stringify(body), signal: abort.signal, credentials: "same-origin", cache: "no-store",
    });
    const text = await response.text();
    status = response.status;
    answer = text ? JSON.parse(text) : undefined;
    passOn(answer ?? {});
    if (response.ok) return answer;
  } catch (error) {
    if (signal?.aborted) throw new Superseded();
    if (status >= 200 && status < 300) status = 0; // An answer that is no JSON is none.
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
  throw answerFailure(status, answer, purpose, step);
}

/** Passes on what the server lets passkey managers know: a passkey that nobody holds, a member's whole list, a new name. */
// It is a courtesy where the browser can: nothing waits for it and nothing fails with it.
function passOn({ signals, details }) {
  const told = { ...signals, unknownCredential: details?.signal };
  for (const [name, facts] of Object.entries(told)) {
    try {
      if (facts) window.PublicKeyCredential?.[`signal${name[0].toUpperCase()}${name.slice(1)}`]?.(facts)?.catch(() => {});
    } catch {
      // An older draft of the interface.
    }
  }
}

// ---- 5. The ceremony controller ----

/** Owns the one AbortController: browsers refuse a second request while one is pending, even one that waits for autofill. */
class Ceremonies {
  #abort = null;
  #settled = Promise.resolve();
  #turn = 0;
  quiet = false; // The pending ceremony waits in the autofill list and may be ended at any time.

  get busy() {
    return this.#abort !== null && !this.quiet;
  }

  stop() {
    this.#turn += 1;
    this.#abort?.abort();
    return this.#settled;
  }

  /** Ends what is pending, waits until the browser has let go of it, then begins: asks the server for options and the browser for the answer. */
  async run(path, ask, { purpose = "get", mediation } = {}) {
    const settled = this.stop();
    const turn = this.#turn;
    await settled;
    if (turn !== this.#turn) throw new Superseded();
    const abort = new AbortController();
    this.#abort = abort;
    this.quiet = mediation === "conditional";
    const ceremony = this.#hold(path, ask, { purpose, mediation, signal: abort.signal });
    this.#settled = ceremony.then(() => {}, () => {});
    try {
      return await ceremony;
    } finally {
      if (this.#abort === abort) this.#abort = null;
    }
  }

  async #hold(path, ask, { purpose, mediation, signal }) {
    const { publicKey } = await call("POST", `${path}/begin`, { body: ask, signal, purpose, step: "begin" });
    const timeout = publicKey.timeout ?? 300_000;
    // Autofill may wait longer than its challenge lives: it is begun again before that.
    const fresh = Math.min(timeout * 0.8, 2 ** 31 - 1);
    const timer = this.quiet ? setTimeout(() => this.onStale?.(), fresh) : undefined;
    const since = performance.now();
    this.staleAt = Date.now() + fresh;
    try {
      const options = { publicKey: readOptions(publicKey, purpose), signal, ...(mediation && { mediation }) };
      const passkey = await navigator.credentials[purpose](options);
      if (!passkey) throw new DOMException("", "NotAllowedError");
      return { answer: writeAnswer(passkey), held: performance.now() - since };
    } catch (error) {
      if (signal.aborted) throw new Superseded();
      throw exceptionFailure(error, purpose, performance.now() - since, timeout);
    } finally {
      clearTimeout(timer);
    }
  }
}

const ceremonies = new Ceremonies();
window.addEventListener("pagehide", () => ceremonies.stop());
// A page out of the browser's memory has a dead ceremony and, after a sign-out, somebody else's list.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

/** A whole proof: ceremony, then finish. */
async function complete(path, ask, { purpose = "get", mediation, finish = {}, onAnswer } = {}) {
  const { answer, held } = await ceremonies.run(path, ask, { purpose, mediation });
  onAnswer?.();
  try {
    return await call("POST", `${path}/finish`, { body: { ...answer, ...finish }, purpose, step: "finish" });
  } catch (failure) {
    throw Object.assign(failure, { held });
  }
}

// ---- 6. What is shown ----

const supported = window.isSecureContext && typeof window.PublicKeyCredential === "function" && !!navigator.credentials?.get;

function copyButton(text) {
  const button = make("button", { type: "button", className: "button quiet", textContent: labels.copy });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = labels.copied;
    } catch {
      getSelection()?.selectAllChildren(button.previousElementSibling);
    }
  });
  return button;
}

/** The words of a failure: the catalogue's, but for the one that no server can tell. */
function wordsOf(failure, purpose) {
  if (failure.code === "not_reached" && !failure.own) return { title: labels.not_reached_title, text: labels.not_reached, actions: ["retry"] };
  return { ...(entry(failure.code, purpose) ?? entry("session_expired", purpose)), ...failure.own };
}

/** Shows a failure with those of its actions that this page has a way for: `ways` is {action: function}. Two actions of one way are one. */
function showFailure(failure, purpose, ways, panel = one("failure")) {
  const shown = wordsOf(failure, purpose);
  const possible = (shown.actions ?? []).filter((action) => ways[action]);
  const offered = possible.filter((action, index) => possible.findIndex((other) => ways[other] === ways[action]) === index);
  const buttons = offered.map((action, index) => {
    const button = make("button", { type: "button", className: index ? "button quiet" : "button", textContent: labels[`action_${action}`] });
    button.addEventListener("click", () => {
      hideFailure(panel);
      ways[action]();
    });
    return button;
  });
  panel.replaceChildren(make("h2", { textContent: shown.title ?? labels.not_reached_title }));
  if (shown.text) panel.append(make("p", { textContent: shown.text }));
  if (buttons.length > 0) panel.append(make("p", { className: "choices" }, ...buttons));
  const trace = failure.reference ?? failure.browser;
  if (trace) {
    const code = make("code", { textContent: trace });
    const label = failure.reference ? labels.reference : labels.browser_says;
    panel.append(make("p", { className: "reference" }, `${label} `, code, " ", copyButton(trace)));
  }
  say(""); // What went well before is news no longer.
  panel.hidden = false;
  panel.focus();
}

function hideFailure(panel = one("failure")) {
  panel.hidden = true;
  panel.replaceChildren();
}

function say(text) {
  const notice = one("notice");
  if (!notice) return;
  notice.hidden = !text;
  notice.textContent = text;
}

/** While something is under way its button does nothing more, and a line below may say what; focus stays where it is. */
function setBusy(button, busy, text = "") {
  button.setAttribute("aria-disabled", String(busy));
  button.classList.toggle("busy", busy);
  const progress = button.closest("form")?.querySelector("[data-progress]");
  if (progress) progress.textContent = text;
}

const isBusy = (button) => button.getAttribute("aria-disabled") === "true";

/** Says beside the field what is wrong with it, and goes there; without a text, that nothing is. */
function fieldProblem(field, text = "") {
  const problem = document.getElementById(`${field.id}-problem`);
  put(field, "aria-invalid", text && "true");
  if (problem) {
    problem.textContent = text;
    problem.hidden = !text;
  }
  if (text) field.focus();
}

/** Goes to the first required field that is empty and says so; answers whether there was one. */
function isIncomplete(form) {
  const empty = [...form.querySelectorAll("[aria-required]")].find((field) => !field.value.trim());
  if (empty) fieldProblem(empty, labels[`${empty.name}_missing`]);
  return !!empty;
}

/** The server's rule for names that are no username. It is the server that refuses; here the rule only tells which of several names was meant. */
const isName = (text) => [...text].length <= 64 && /[^\s\p{DI}]/u.test(text) && !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/u.test(text);

/** A refused name is told beside its field, calmly and without a reference. Answers whether the failure was about one. */
function tellBeside(form, failure) {
  const isUsername = failure.code.startsWith("identifier_");
  if (!form || !(isUsername || failure.code === "name_malformed")) return false;
  const given = [...form.querySelectorAll("input")].filter((field) => field.value.trim() && (field.name === "identifier") === isUsername);
  const field = given.find((own) => !isName(own.value.trim())) ?? given[0];
  const { title, text } = wordsOf(failure, "create");
  if (field) fieldProblem(field, `${title}. ${text}`);
  return !!field;
}

/** A problem goes as soon as its field is changed. */
document.addEventListener("input", ({ target }) => fieldProblem(target));

const restart = () => location.reload();
const signInAgain = () => location.assign(`${base}/sign-in?continue=${encodeURIComponent(location.pathname)}`);

// ---- 7. Pages ----

/** Sign-in: autofill waits while the page is open; the button ends it and asks openly. */
function signInPage() {
  const form = one("form");
  const field = form.elements.identifier;
  const button = one("needs-passkeys", form);
  const path = "/sign-in/passkey";
  const smart = page.mode === "smart";

  const ways = { retry: openly, other_passkey: openly, restart };

  async function waitInAutofill() {
    if (!page.autofill || window.top !== window || ceremonies.busy || isBusy(button) || document.hidden) return;
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false))) return;
    if (ceremonies.busy || isBusy(button)) return; // The button was quicker.
    let chosen = false;
    const onAnswer = () => {
      chosen = true;
      hideFailure();
      setBusy(button, true, labels.signing_in);
    };
    try {
      leave(await complete(path, {}, { mediation: "conditional", onAnswer }));
    } catch (failure) {
      if (!chosen) return; // Nobody has asked for anything yet, so nobody is told.
      setBusy(button, false);
      showFailure(failure, "get", ways);
      // Nobody unlocks a passkey so fast: an authenticator that answers by itself would be asked, and refused, for ever.
      if (failure.held > 1000) waitInAutofill();
    }
  }

  async function openly() {
    if (isBusy(button)) return;
    const identifier = field.value.trim();
    hideFailure();
    if (isIncomplete(form)) return;
    say("");
    setBusy(button, true, labels.working);
    try {
      const onAnswer = () => setBusy(button, true, labels.signing_in);
      return leave(await complete(path, smart ? {} : { identifier }, { onAnswer }));
    } catch (failure) {
      setBusy(button, false);
      if (!(failure instanceof Superseded)) showFailure(failure, "get", ways);
      waitInAutofill();
    }
  }

  ceremonies.onStale = waitInAutofill;
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() > (ceremonies.staleAt ?? 0)) waitInAutofill();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    openly();
  });
  if (isNews("#signed-out")) say(labels.signed_out);
  if (!smart) field.focus();
  waitInAutofill();
}

/** Sign-up and set-up: a form of names, then a new passkey. The same names go with begin and with finish. */
function enrolPage(path, working) {
  const form = one("form");
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

/** Account > Security. The list is the server's; after each change it is asked for again, so that two windows cannot drift apart. */
function securityPage() {
  const list = one("passkeys");
  const add = one("add");
  const addButton = one("needs-passkeys", add);
  const keepLast = one("keep-last");
  const nameOf = (row) => one("name", row).textContent;

  const kinds = { "Passkey - Platform Authenticators": "device", "Passkey Cross-Platform Authenticator": "phone", "Security Keys": "key" };
  const { lang } = document.documentElement;
  // The page's language with the reader's region, so that the order of day and month is theirs.
  const language = navigator.languages?.find((tag) => tag.split("-")[0] === lang) ?? (lang || undefined);
  const dayFormat = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });
  const exactFormat = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
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
      if (time.dateTime) setTime(time, time.dateTime, name === "used");
    }
  }

  function fill(row, passkey) {
    row.dataset.id = passkey.id;
    for (const name of row.querySelectorAll("[data-name]")) name.textContent = name.tagName === "SPAN" ? ` ${passkey.name}` : passkey.name;
    one("kind", row).textContent = passkey.kind;
    one("provider", row).textContent = passkey.provider === passkey.name ? "" : passkey.provider;
    one("synced", row).textContent = passkey.synced ? labels.synced : labels.device_bound;
    row.querySelector("use").setAttribute("href", `#icon-${kinds[passkey.kind] ?? "passkey"}`);
    setTime(one("added", row), passkey.added_at, false);
    setTime(one("updated", row), passkey.updated_at, false);
    setTime(one("used", row), passkey.last_used_at, true);
    one("when-updated", row).hidden = !passkey.updated_at || Date.parse(passkey.updated_at) === Date.parse(passkey.added_at);
    one("when-used", row).hidden = !passkey.last_used_at;
    one("never-used", row).hidden = !!passkey.last_used_at;
  }

  /** Makes the page agree with the server's list; answers the rows that are new. */
  function show({ passkeys, may_add: mayAdd, advise_backup: adviseBackup }) {
    const before = new Map([...list.children].map((row) => [row.dataset.id, row]));
    const rows = passkeys.map((passkey) => {
      const row = before.get(passkey.id) ?? one("row").content.firstElementChild.cloneNode(true);
      fill(row, passkey);
      const button = one("delete-passkey", row);
      const guarded = !passkey.may_delete;
      put(button, "aria-disabled", guarded && "true");
      put(button, "aria-describedby", guarded && "keep-last");
      if (guarded) row.append(keepLast);
      return row;
    });
    list.replaceChildren(...rows);
    const count = rows.length;
    keepLast.hidden = passkeys.every((passkey) => passkey.may_delete);
    one("count").textContent = String(count);
    one("empty").hidden = count > 0;
    list.hidden = count === 0;
    const standing = one("standing");
    standing.textContent = count ? labels.enabled : labels.not_set_up;
    standing.classList.toggle("good", count > 0);
    one("add-title").textContent = count ? labels[adviseBackup ? "backup_title" : "add_title"] : labels.add_first_title;
    one("backup").hidden = !adviseBackup;
    one("limit").hidden = mayAdd;
    add.hidden = !mayAdd;
    return rows.filter((row) => !before.has(row.dataset.id));
  }

  const toList = () => document.getElementById("passkeys-title").focus();
  const refresh = async () => show(await call("GET", "/account/passkeys"));

  /** What another window has changed meanwhile is on the list, too. */
  async function showList() {
    await refresh().catch(restart);
    toList();
  }

  /** Asks for the passkey again; resolves with whether it was shown. The dialog's button is the gesture that browsers want. */
  function confirmMember() {
    const dialog = one("confirm");
    const prove = one("prove", dialog);
    const panel = one("failure", dialog);
    hideFailure(panel);
    setBusy(prove, false);
    dialog.returnValue = "";
    return new Promise((resolve) => {
      const attempt = async () => {
        if (isBusy(prove)) return;
        hideFailure(panel);
        setBusy(prove, true, labels.working);
        try {
          await complete("/step-up/passkey", {});
          dialog.close("proved");
        } catch (failure) {
          setBusy(prove, false);
          // The dialog's own button is the way to try again.
          if (!(failure instanceof Superseded)) showFailure(failure, "get", { restart, sign_in: signInAgain }, panel);
        }
      };
      prove.onclick = attempt;
      dialog.onclose = () => {
        ceremonies.stop();
        resolve(dialog.returnValue === "proved");
      };
      dialog.showModal();
    });
  }

  /** Does something that needs a fresh proof; where the last proof is too old, asks for one and then does it without being asked again. */
  async function proving(action) {
    try {
      return await action();
    } catch (failure) {
      if (failure.code !== "recent_authentication_required") throw failure;
      if (!(await confirmMember())) throw new Superseded();
      return action();
    }
  }

  const outdated = ["passkey_gone", "last_passkey", "passkey_limit_reached"]; // Another window has changed the list.

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
      setBusy(button, false);
      if (failure instanceof Superseded || tellBeside(button.form, failure)) return;
      if (outdated.includes(failure.code)) await refresh().catch(() => {});
      const ways = { retry: again, other_passkey: again, restart, sign_in: signInAgain, manage_passkeys: showList };
      showFailure(failure, purpose, ways);
    }
  }

  function addPasskey() {
    const name = add.elements.name.value.trim();
    const names = name ? { name } : {};
    return change(addButton, "create", async () => {
      const [row] = show(await complete("/account/passkeys", names, { purpose: "create", finish: names }));
      add.reset();
      say(labels.added_notice);
      row?.classList.add("fresh");
      row?.addEventListener("animationend", () => row.classList.remove("fresh"));
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

  function rename(row) {
    const form = one("rename-form", row);
    const name = form.elements.name.value.trim();
    if (isIncomplete(form)) return;
    if (name === nameOf(row)) return editName(row, false);
    return change(form.querySelector("[type=submit]"), "get", async () => {
      show(await call("PUT", `/account/passkeys/${encodeURIComponent(row.dataset.id)}/name`, { body: { name } }));
      editName(row, false);
      say(labels.renamed_notice);
    });
  }

  function deletePasskey(row) {
    const button = one("delete-passkey", row);
    // Whoever asks for what cannot be is told why.
    if (button.hasAttribute("aria-describedby")) return keepLast.focus();
    if (isBusy(button)) return;
    const dialog = one("delete");
    one("subject", dialog).textContent = nameOf(row);
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue !== "delete") return;
      change(button, "get", async () => {
        show(await call("DELETE", `/account/passkeys/${encodeURIComponent(row.dataset.id)}`));
        say(labels.deleted_notice);
        toList();
      });
    };
    dialog.showModal();
  }

  list.addEventListener("click", (event) => {
    const row = event.target.closest("li");
    if (event.target.closest("[data-rename]")) editName(row, true);
    else if (event.target.closest("[data-cancel]")) editName(row, false);
    else if (event.target.closest("[data-delete-passkey]")) deletePasskey(row);
  });
  list.addEventListener("submit", (event) => {
    event.preventDefault();
    rename(event.target.closest("li"));
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("[data-rename-form]")) editName(event.target.closest("li"), false);
  });
  add.addEventListener("submit", (event) => {
    event.preventDefault();
    addPasskey();
  });
  const signOut = one("sign-out");
  signOut.addEventListener("click", () => change(signOut, "get", async () => {
    await call("DELETE", "/session");
    location.assign(`${base}/sign-in#signed-out`);
  }));
  for (const row of list.children) localTimes(row);
  passOn(page);
  if (isNews("#welcome")) say(labels.welcome.replace("{address}", `${location.origin}${base}/sign-in`));
}

/** S0-11: says which browsers can, and leaves the buttons off. */
function explainUnsupported() {
  const text = window.isSecureContext ? labels.unsupported : labels.insecure;
  const note = make("div", { className: "notice unsupported" }, make("h2", { textContent: labels.unsupported_title }), make("p", { textContent: text }));
  note.setAttribute("role", "status");
  one("failure").before(note);
}

const pages = {
  sign_in: signInPage,
  sign_up: () => enrolPage("/sign-up/passkey", labels.signing_up),
  setup: () => enrolPage("/passkey", labels.setting_up),
  security: securityPage,
};

document.documentElement.dataset.ready = "";
if (supported) for (const button of document.querySelectorAll("[data-needs-passkeys]")) button.disabled = false;
else explainUnsupported();
// The list, its names and the sign-out work without passkeys too.
if (supported || page.page === "security") pages[page.page]?.();
