// The page on which a member approves what an application asks. It must never say what is approved: the text stands in the server's page, and the
// challenge is its hash.

import { Superseded } from "./keystead.js";
import { complete, hideFailure, isBusy, labels, one, page, restart, setBusy, showFailure, signInAgain, start } from "./page.js";

export function approvalPage() {
  const button = one("approve");
  async function approve() {
    if (isBusy(button)) return;
    hideFailure();
    setBusy(button, true, labels.working);
    try {
      await complete(page.path, {});
      location.replace(`${location.pathname}?done=1`);
    } catch (failure) {
      if (failure instanceof Superseded) return;
      showFailure(failure, "get", { retry: approve, other_passkey: approve, restart, sign_in: signInAgain });
    } finally {
      setBusy(button, false);
    }
  }
  button?.addEventListener("click", approve);
}

start({ approval: approvalPage });
