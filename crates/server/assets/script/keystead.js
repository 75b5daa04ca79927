// Passkeys in a browser, for any site: WebAuthn's JSON forms, what a failure means, calls to Keystead, and the one ceremony that may be under
// way. It knows no page: nothing here reads or writes the document, and nothing decides what the server does not decide again.

/**
 * What a member is told about a failure, as the server says it.
 * @typedef {{ title: string, text?: string, actions?: string[] }} Words
 *
 * A ceremony's two halves differ in what their failures mean; a plain call has none.
 * @typedef {"get" | "create"} Purpose
 * @typedef {"begin" | "finish"} Step
 */

export const isSupported = window.isSecureContext && typeof window.PublicKeyCredential === "function" && !!navigator.credentials?.get;

// ---- 1. Wire: WebAuthn's JSON forms, by the browser where it works, by hand where it or an extension has broken them ----

/** @type {(text: string) => Uint8Array} */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

/** @param {ArrayBuffer} buffer */
function text64(buffer) {
  let binary = "";
  for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * Options as the browser takes them.
 * @param {any} json
 * @param {Purpose} purpose
 */
export function readOptions(json, purpose) {
  try {
    return purpose === "create"
      ? PublicKeyCredential.parseCreationOptionsFromJSON(json)
      : PublicKeyCredential.parseRequestOptionsFromJSON(json);
  } catch {
    /** @type {(list: any[]) => object[]} */
    const named = (list) => list.map((entry) => ({ ...entry, id: bytes(entry.id) }));
    const options = { ...json, challenge: bytes(json.challenge) };
    if (json.user) options.user = { ...json.user, id: bytes(json.user.id) };
    if (json.allowCredentials) options.allowCredentials = named(json.allowCredentials);
    if (json.excludeCredentials) options.excludeCredentials = named(json.excludeCredentials);
    return options;
  }
}

/**
 * What the browser answered, as JSON.
 * @param {any} passkey
 */
export function writeAnswer(passkey) {
  try {
    const json = passkey.toJSON();
    if (json.id && json.response.clientDataJSON) return json;
  } catch {
    // Some password managers return an object whose toJSON throws.
  }
  const from = passkey.response;
  /** @type {Record<string, any>} */
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

// ---- 2. Failures: what happened, as an entry of the catalogue ----

/** Something a member is told. `own` are the words of the answer; without them the words are the page's for this code. */
export class Failure extends Error {
  /** How long until its exception. @type {number | undefined} */
  elapsed;
  /** The name of its exception. @type {string | undefined} */
  exception;
  /** Where the passkey is that has answered. @type {string | undefined} */
  kind;

  /**
   * @param {string} code An entry of the catalogue.
   * @param {{ own?: Words, reference?: string, browser?: string }} [more] `browser` is the name of an exception that no entry knows.
   */
  constructor(code, { own, reference, browser } = {}) {
    super(code);
    this.code = code;
    this.own = own;
    this.reference = reference;
    this.browser = browser;
    /** How long the browser took to answer, where the server then refused. @type {number | undefined} */
    this.held = undefined;
  }
}

/** A ceremony that we ended ourselves, or that another one has overtaken: nobody is told. */
export class Superseded extends Error {}

/** @type {Record<string, Record<string, string>>} */
const EXCEPTIONS = {
  // S1-20
  get: { InvalidStateError: "passkey_not_on_device" },
  // S1-25
  create: { InvalidStateError: "passkey_already_registered" },
  // S1-31, S1-29
  both: { ConstraintError: "no_compatible_device", NotSupportedError: "passkeys_not_supported", SecurityError: "origin_not_related" },
};

/**
 * Browsers have one NotAllowedError for "cancelled", "none here" and "too late"; only the time that has passed tells the last one.
 * @param {any} error
 * @param {Purpose} purpose
 * @param {number} elapsed
 * @param {number} timeout
 */
export function exceptionFailure(error, purpose, elapsed, timeout) {
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
  const failure = new Failure(code, { browser: code === "verification_incomplete" ? error.name : undefined });
  return Object.assign(failure, { elapsed, exception: error.name });
}

/**
 * What an answer that is not 2xx means.
 * @param {number} status 0: no answer came.
 * @param {any} problem Its body.
 * @param {Purpose} [purpose]
 * @param {Step} [step]
 */
export function answerFailure(status, problem, purpose, step) {
  const own = problem?.details?.title ? { ...problem.details, text: problem.error } : undefined;
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

/**
 * The words of a failure: those of the answer, else the catalogue's for its code, in its own group first and then anywhere.
 * @param {{ labels: Record<string, string>, messages: Record<string, Record<string, Words>> }} said What the server gave the page to say.
 * @param {Failure} failure
 * @param {Purpose} purpose
 * @returns {Words}
 */
export function wordsOf({ labels, messages }, { code, own }, purpose) {
  // The one that no server can tell.
  if (code === "not_reached" && !own) return { title: labels.not_reached_title, text: labels.not_reached, actions: ["retry"] };
  /** @param {string} wanted */
  const entry = (wanted) => messages[purpose === "create" ? "enrol" : "sign_in"]?.[wanted] ?? Object.values(messages).find((entries) => entries?.[wanted])?.[wanted];
  return /** @type {Words} */ ({ ...(entry(code) ?? entry("session_expired")), ...own });
}

// ---- 3. Calls ----

// A server that is silent for so long is as good as unreachable.
const PATIENCE = 20_000;

/** Calls to one front door, or to whoever stands in for it. */
export class Keystead {
  /**
   * @param {string} base The door's address, without a slash at its end.
   * @param {{ credentials?: RequestCredentials, headers?: Record<string, string> }} [how] A page of another origin omits its credentials.
   */
  constructor(base, { credentials = "same-origin", headers = {} } = {}) {
    this.base = base;
    this.credentials = credentials;
    this.headers = headers;
  }

  /**
   * JSON there and back. Rejects with a Failure, or with Superseded when `signal` has ended it.
   * @param {string} method
   * @param {string} path
   * @param {{ body?: object, signal?: AbortSignal, purpose?: Purpose, step?: Step }} [how]
   * @returns {Promise<any>}
   */
  async call(method, path, { body, signal, purpose, step } = {}) {
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    signal?.addEventListener("abort", giveUp);
    const timer = setTimeout(giveUp, PATIENCE);
    let status = 0;
    let answer;
    try {
      const headers = { Accept: "application/json", ...this.headers, ...(body && { "Content-Type": "application/json" }) };
      const { credentials } = this;
      const response = await fetch(this.base + path, {
        method, headers, body: body && JSON.stringify(body), signal: abort.signal, credentials, cache: "no-store",
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

  /**
   * A whole proof: ceremony, then finish. `onAnswer` is told what the browser has answered, as soon as it has.
   * @param {string} path What stands before `/begin` and `/finish`.
   * @param {object} ask The body of begin.
   * @param {{ purpose?: Purpose, mediation?: CredentialMediationRequirement, uiMode?: string, finish?: object, onAnswer?: (answer: any) => void }} [how] `finish` goes along with the answer.
   */
  async complete(path, ask, { purpose = "get", mediation, uiMode, finish = {}, onAnswer } = {}) {
    const { answer, held } = await ceremonies.run(this, path, ask, { purpose, mediation, uiMode });
    onAnswer?.(answer);
    try {
      return await this.call("POST", `${path}/finish`, { body: { ...answer, ...finish }, purpose, step: "finish" });
    } catch (failure) {
      if (failure instanceof Failure) Object.assign(failure, { held, kind: answer.authenticatorAttachment });
      throw failure;
    }
  }
}

/**
 * Passes on what the server lets passkey managers know: a passkey that nobody holds, a member's whole list, a new name. It is a courtesy
 * where the browser can: nothing waits for it and nothing fails with it.
 * @param {{ signals?: Record<string, object>, details?: { signal?: object } }} answer
 */
export function passOn({ signals, details }) {
  const told = { ...signals, unknownCredential: details?.signal };
  for (const [name, facts] of Object.entries(told)) {
    try {
      // @ts-expect-error The newest of these are in few lists of types.
      if (facts) window.PublicKeyCredential?.[`signal${name[0].toUpperCase()}${name.slice(1)}`]?.(facts)?.catch(() => {});
    } catch {
      // An older draft of the interface.
    }
  }
}

// ---- 4. The ceremony controller ----

/** Owns the one AbortController. Browsers refuse a second request while one is pending, even one that waits for autofill. */
class Ceremonies {
  /** @type {AbortController | null} */
  #abort = null;
  /** @type {Promise<void>} */
  #settled = Promise.resolve();
  #turn = 0;
  // The pending ceremony waits in the autofill list and may be ended at any time.
  quiet = false;
  /** When the options of the last one were too old to wait with. */
  staleAt = 0;
  /** What begins it again then. @type {(() => void) | undefined} */
  onStale;

  get busy() {
    return this.#abort !== null && !this.quiet;
  }

  stop() {
    this.#turn += 1;
    this.#abort?.abort();
    return this.#settled;
  }

  /**
   * Ends what is pending, waits until the browser has let go of it, then begins: asks the server for options and the browser for the answer.
   * @param {Keystead} server
   * @param {string} path
   * @param {object} ask
   * @param {{ purpose: Purpose, mediation?: CredentialMediationRequirement, uiMode?: string }} how `uiMode` is for where the browser knows it.
   */
  async run(server, path, ask, { purpose, mediation, uiMode }) {
    const settled = this.stop();
    const turn = this.#turn;
    await settled;
    if (turn !== this.#turn) throw new Superseded();
    const abort = new AbortController();
    this.#abort = abort;
    this.quiet = mediation === "conditional";
    const ceremony = this.#hold(server, path, ask, { purpose, mediation, uiMode, signal: abort.signal });
    this.#settled = ceremony.then(() => {}, () => {});
    try {
      return await ceremony;
    } finally {
      if (this.#abort === abort) this.#abort = null;
    }
  }

  /**
   * @param {Keystead} server
   * @param {string} path
   * @param {object} ask
   * @param {{ purpose: Purpose, mediation?: CredentialMediationRequirement, uiMode?: string, signal: AbortSignal }} how
   */
  async #hold(server, path, ask, { purpose, mediation, uiMode, signal }) {
    const { publicKey } = await server.call("POST", `${path}/begin`, { body: ask, signal, purpose, step: "begin" });
    const timeout = publicKey.timeout ?? 300_000;
    // Autofill may wait longer than its challenge lives: it is begun again before that.
    const fresh = Math.min(timeout * 0.8, 2 ** 31 - 1);
    const timer = this.quiet ? setTimeout(() => this.onStale?.(), fresh) : undefined;
    const since = performance.now();
    this.staleAt = Date.now() + fresh;
    try {
      /** @type {any} */
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

/** One for the whole document, however many doors it talks to. */
export const ceremonies = new Ceremonies();
window.addEventListener("pagehide", () => ceremonies.stop());
