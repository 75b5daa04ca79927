// What every page's script begins with: one request for it, no dependency, no build step; each page is served this file, its own and
// `start.js` as one, in parts: 1 page, 2 wire, 3 failures, 4 calls, 5 the ceremony controller, 6 what is shown. It builds its elements
// from text and never from markup, decides nothing that the server does not decide again, and never sees a session token.

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
  const asked = wanted();
  const along = asked ? `continue=${encodeURIComponent(asked)}` : "";
  if (answer?.status === "continue") return location.assign(`${base}/journey/${answer.journey}?${along}`);
  // What the member is invited to comes first, and leads on to where they wanted to go (S1-18).
  if (answer?.suggestion) return location.assign(`${base}/account/security?suggest=${answer.suggestion}&${along}`);
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
  // None is longer than what one call takes.
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
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
  // S1-20
  get: { InvalidStateError: "passkey_not_on_device" },
  // S1-25
  create: { InvalidStateError: "passkey_already_registered" },
  // S1-31, S1-29
  both: { ConstraintError: "no_compatible_device", NotSupportedError: "passkeys_not_supported", SecurityError: "origin_not_related" },
};

/** Browsers have one NotAllowedError for "cancelled", "none here" and "too late"; only the time that has passed tells the last one. */
function exceptionFailure(error, purpose, elapsed, timeout) {
  // S1-30
  let code = EXCEPTIONS[purpose][error.name] ?? EXCEPTIONS.both[error.name] ?? "verification_incomplete";
  if (error.name === "NotAllowedError") {
    // Timers may fire a little early.
    const late = elapsed >= timeout - 20;
    // S1-24, S1-23
    if (purpose === "create") code = late ? "setup_timed_out" : "setup_canceled";
    // S1-19, S1-17
    else code = late ? "passkey_timed_out" : "passkey_not_found_or_canceled";
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
  // S1-28
  if (!step) return new Failure("session_expired", more);
  if (purpose === "create") {
    // S1-26
    if (step === "finish") return new Failure("setup_failed", more);
    // S1-22, S1-28
    return new Failure(broken ? "setup_unavailable" : "session_expired", more);
  }
  // S1-28
  if (!broken) return new Failure("session_expired", more);
  // S1-16, S1-32
  return new Failure(step === "begin" || status === 0 || status === 503 ? "passkey_unavailable" : "verification_failed", more);
}

// ---- 4. Calls ----

// A server that is silent for so long is as good as unreachable.
const PATIENCE = 20_000;

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
      method, headers, body: body && JSON.stringify(body), signal: abort.signal, cache: "no-store",
    });
    const text = await response.text();
    status = response.status;
    answer = text ? JSON.parse(text) : undefined;
    passOn(answer ?? {});
    if (response.ok) return answer;
  } catch (error) {
    if (signal?.aborted) throw new Superseded();
    // An answer that is no JSON is none.
    if (status >= 200 && status < 300) status = 0;
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
  // The pending ceremony waits in the autofill list and may be ended at any time.
  quiet = false;

  get busy() {
    return this.#abort !== null && !this.quiet;
  }

  stop() {
    this.#turn += 1;
    this.#abort?.abort();
    return this.#settled;
  }

  /** Ends what is pending, waits until the browser has let go of it, then begins: asks the server for options and the browser for the answer. */
  async run(path, ask, { purpose = "get", mediation, uiMode } = {}) {
    const settled = this.stop();
    const turn = this.#turn;
    await settled;
    if (turn !== this.#turn) throw new Superseded();
    const abort = new AbortController();
    this.#abort = abort;
    this.quiet = mediation === "conditional";
    const ceremony = this.#hold(path, ask, { purpose, mediation, uiMode, signal: abort.signal });
    this.#settled = ceremony.then(() => {}, () => {});
    try {
      return await ceremony;
    } finally {
      if (this.#abort === abort) this.#abort = null;
    }
  }

  async #hold(path, ask, { purpose, mediation, uiMode, signal }) {
    const { publicKey } = await call("POST", `${path}/begin`, { body: ask, signal, purpose, step: "begin" });
    const timeout = publicKey.timeout ?? 300_000;
    // Autofill may wait longer than its challenge lives: it is begun again before that.
    const fresh = Math.min(timeout * 0.8, 2 ** 31 - 1);
    const timer = this.quiet ? setTimeout(() => this.onStale?.(), fresh) : undefined;
    const since = performance.now();
    this.staleAt = Date.now() + fresh;
    try {
      const options = { publicKey: readOptions(publicKey, purpose), signal, ...(mediation && { mediation }), ...(uiMode && { uiMode }) };
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
async function complete(path, ask, { purpose = "get", mediation, uiMode, finish = {}, onAnswer } = {}) {
  const { answer, held } = await ceremonies.run(path, ask, { purpose, mediation, uiMode });
  onAnswer?.(answer);
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
    const code = make("code", { dir: "ltr", textContent: trace });
    const label = failure.reference ? labels.reference : labels.browser_says;
    panel.append(make("p", { className: "reference" }, `${label} `, code, " ", copyButton(trace)));
  }
  // What went well before is news no longer.
  say("");
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
function isIncomplete(form, all) {
  const empty = [...form.querySelectorAll(all ? "input" : "[aria-required]")].find((field) => !field.value.trim());
  if (empty) fieldProblem(empty, empty.dataset.missing ?? labels[`${empty.name}_missing`]);
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

/** Goes the other way that the page has as a link or a button, if it has one; nothing is offered that is not there. */
const follow = (selector) => {
  const way = document.querySelector(selector);
  return way ? () => way.click() : undefined;
};

const restart = () => location.reload();
const wanted = () => new URLSearchParams(location.search).get("continue");
const signInAgain = () => location.assign(`${base}/sign-in?continue=${encodeURIComponent(wanted() ?? location.pathname)}`);
