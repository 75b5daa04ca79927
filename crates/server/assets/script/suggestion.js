// What a member is invited to after a sign-in, beside the page of their passkeys. Only those are asked who can make one here, and where policy
// allows, a browser that can do it by itself is asked first. It must never open a dialog that nobody asked for.

import { isSupported } from "./keystead.js";
import { complete, follow, one, page, say } from "./page.js";

/** Whether this browser can make what is suggested: on this device or, where that is all the same, on a phone beside it (S2-18). */
async function canMake() {
  if (!isSupported) return false;
  // What will be required is said to whoever has any way to make one, a security key too.
  if (page.suggested === "soon" || page.suggested === "again") return true;
  const can = (await capabilities()) ?? {};
  if (can.passkeyPlatformAuthenticator || (page.suggested === "first" && can.hybridTransport)) return true;
  return !!(await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable?.().catch(() => false));
}

const capabilities = async () => PublicKeyCredential.getClientCapabilities?.().catch(() => undefined);

/** Lets the password manager that has just filled in the password save a passkey. Nobody asked for it, so nobody is told of a failure. */
async function upgrade(shown) {
  if (!page.saved || window.top !== window || !(await capabilities())?.conditionalCreate) return;
  // What the member has begun meanwhile is not taken from under their finger.
  if (document.querySelector(".busy")) return;
  try {
    const mediation = "conditional";
    await shown(await complete("/account/passkeys", { mediation }, { purpose: "create", mediation }));
    one("suggestion")?.remove();
    say(page.saved);
  } catch {
    // The invitation still stands.
  }
}

/** Begins with what the page of the passkeys can do. */
export async function suggest({ addPasskey, show }) {
  const suggestion = one("suggestion");
  const isPossible = await canMake();
  // The list may have changed meanwhile.
  if (!suggestion?.isConnected) return;
  if (!isPossible) {
    // Whoever cannot is not stopped on the way either.
    suggestion.remove();
    return follow("[data-go-on]")?.();
  }
  suggestion.style.visibility = "";
  one("suggest-add").addEventListener("click", addPasskey);
  return upgrade(show);
}
