// What the pages of a signed-in member share: times, and the fresh proof that some changes ask for.

import { Failure, Keystead, Superseded } from "./keystead.js";
import { base, page, wordsOf } from "./page.js";

/** Times as the reader writes them: the page's language with the reader's region, so that the order of day and month is theirs. */
const { lang } = document.documentElement;
export const language = navigator.languages?.find((tag) => tag.split("-")[0] === lang) ?? (lang || undefined);
export const exactFormat = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

/** What is said of a silent server. */
const silent = wordsOf({ code: "not_reached" });

/**
 * What only the browser tells has words that few visits need: they are fetched when one does. Cookies stay behind: the language is the page's,
 * whatever another window has chosen since. Without an answer the page's title says what has happened, and it may be tried again.
 */
export async function learnWords(failure) {
  const { code, own } = failure;
  if (own || code === "not_reached" || Object.values(page.messages).some((group) => group[code]?.text)) return;
  try {
    const how = { credentials: "omit", headers: { "Accept-Language": lang } };
    page.messages = (await new Keystead(base, how).call("GET", "/components")).messages;
  } catch {
    failure.own = { actions: ["retry"] };
  }
}

/** Asks for a fresh proof; resolves with whether it was given. */
export async function confirmMember() {
  const dialog = await import("./confirm.js").catch(() => {
    // Some browsers ask for it again only when the page is loaded again.
    throw new Failure("not_reached", { own: { ...silent, actions: ["restart"] } });
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
