// What the pages of a signed-in member share: times, and the fresh proof that some changes ask for.

import { Failure, Superseded } from "./keystead.js";
import { call, page } from "./page.js";

/** Times as the reader writes them: the page's language with the reader's region, so that the order of day and month is theirs. */
const { lang } = document.documentElement;
export const language = navigator.languages?.find((tag) => tag.split("-")[0] === lang) ?? (lang || undefined);
export const exactFormat = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

/** What only the browser tells has words that few visits need: they are fetched when one does. Without an answer that is what is said. */
export async function learnWords(failure) {
  const isKnown = failure.own || Object.values(page.messages).some((entries) => entries[failure.code]);
  if (isKnown || failure.code === "not_reached") return;
  try {
    page.messages = (await call("GET", "/components")).messages;
  } catch {
    failure.code = "not_reached";
  }
}

/** Asks for a fresh proof; resolves with whether it was given. */
export async function confirmMember() {
  const dialog = await import("./confirm.js").catch(() => {
    throw new Failure("not_reached");
  });
  return dialog.confirmMember();
}

/** Does something that needs a fresh proof; where the last proof is too old, asks for one and then does it without being asked again. */
export async function proving(action) {
  try {
    return await action();
  } catch (failure) {
    if (!/^(recent|insufficient_user)_authentication/.test(failure.code)) throw failure;
    if (!(await confirmMember())) throw new Superseded();
    return action();
  }
}
