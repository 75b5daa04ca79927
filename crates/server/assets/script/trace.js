// What stands below a failure: the code under which support finds it, and the way to tell support. A failure that only the browser has seen is
// told to the server first, which draws the code. Nothing else waits for it.

import { copyButton } from "./copy.js";
import { base, call, labels, make } from "./page.js";

/** What this browser says that it can do, as names. */
async function abilities() {
  const known = await window.PublicKeyCredential?.getClientCapabilities?.().catch(() => undefined);
  return Object.entries(known ?? {}).filter(([name, can]) => can && !name.startsWith("extension:")).map(([name]) => name).slice(0, 24);
}

/** Tells the server what the browser knows; the code that it is kept under, or nothing. */
async function tell({ code, reference, exception, elapsed, held, kind }, doing) {
  // The server was not reached just now, or asks for a pause.
  if (code === "not_reached" || code === "too_many_requests") return undefined;
  const took = elapsed ?? held;
  // What the server refused by itself it knows; the browser took no part in it and has nothing to add.
  if (reference && !exception && took === undefined) return reference;
  const body = { code, doing, abilities: await abilities() };
  if (took !== undefined) body.elapsed_ms = Math.min(Math.round(took), 3_600_000);
  Object.assign(body, exception && { exception }, kind && { authenticator: kind }, reference && { reference });
  return call("POST", "/incidents", { body }).then((answer) => answer.reference, () => undefined);
}

/** On this line below a failure that is shown. What the server has said of it is there at once. */
export async function trace(line, failure, purpose) {
  const show = (label, text) => {
    line.replaceChildren(`${label} `, make("code", { dir: "ltr", textContent: text }), " ", copyButton(text));
  };
  if (failure.reference) show(labels.reference, failure.reference);
  else if (failure.browser) show(labels.browser_says, failure.browser);
  const doing = purpose === "create" ? "setup" : "sign_in";
  const reference = await tell(failure, doing);
  // Another failure may have taken its place meanwhile.
  if (!reference || !line.isConnected) return;
  if (reference !== failure.reference) show(labels.reference, reference);
  // Whoever stands at the console is whom members turn to.
  if (location.pathname.startsWith("/admin")) return;
  const query = new URLSearchParams({ problem: failure.code, reference, doing });
  line.append(" ", make("a", { href: `${base}/report?${query}`, textContent: labels.report }));
}
