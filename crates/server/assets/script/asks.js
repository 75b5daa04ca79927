// What the pages below Account > Security and those of the console have in common: the dialog that asks before something is done, times as the
// reader writes them, and that what was done is told once.

import { exactFormat } from "./member.js";
import { one } from "./page.js";

/** Does it once somebody has said yes. The button that says yes is called as the one that was tapped. */
export function ask({ question, lead, about, yes }, go) {
  const asks = one("asks");
  asks.querySelector("h2").textContent = question;
  one("subject", asks).textContent = about ?? "";
  asks.querySelector("#asks-lead").textContent = lead;
  asks.querySelector("[value=yes]").textContent = yes;
  asks.returnValue = "";
  asks.onclose = () => asks.returnValue === "yes" && go();
  return asks.showModal();
}

/** In the reader's own zone and language; the server can only know UTC. */
export function localizeTimes() {
  for (const time of document.querySelectorAll("main time")) {
    const date = new Date(time.dateTime);
    if (!Number.isNaN(date.getTime())) time.textContent = exactFormat.format(date);
  }
}

/** Takes it out of the address: whoever loads the page again is not told again. */
export function forgetNews() {
  const here = new URL(location);
  if (!here.searchParams.has("done")) return;
  here.searchParams.delete("done");
  history.replaceState(null, "", here);
}
