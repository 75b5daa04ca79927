// Where a new passkey is kept, as the member has chosen it, on every page that asks.

import { Failure } from "./keystead.js";
import { labels, make, one, showFailure } from "./page.js";

/** As begin wants it; nothing where the page does not ask. A phone, and with it a QR code, only for whoever has said so (S4-7). */
export function chosenHint(form) {
  const { place, device } = form.elements;
  if (!place) return {};
  return { hint: place.value === "physical" ? "security-key" : device.value };
}

/** S1-23 after "Physical Device": browsers say no more than that it was canceled, and a key that is too old or has no PIN looks the same. */
export function askForOlderKey(form, failure, ways) {
  if (failure.code !== "setup_canceled" || chosenHint(form).hint !== "security-key") return;
  const button = make("button", { type: "button", className: "button quiet", textContent: labels.older_key });
  button.addEventListener("click", () => {
    showFailure(new Failure("no_compatible_device"), "create", ways);
  });
  (one("failure").querySelector(".choices") ?? one("failure")).append(button);
}
