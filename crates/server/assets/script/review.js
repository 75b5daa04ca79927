// The page between a change and its save. The change stands in its address alone: a link that carries it on is free, and whoever leaves
// without it is asked first (S3-16).

import { ask } from "./asks.js";

export function review() {
  let leaving = false;

  document.addEventListener("click", (event) => {
    const way = event.target.closest("[data-keeps],a[data-question]");
    // Another tab takes nothing from this one.
    if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if ("keeps" in way.dataset) {
      leaving = true;
      return;
    }
    event.preventDefault();
    const go = () => {
      leaving = true;
      location.assign(way.href);
    };
    ask({ ...way.dataset, yes: "Leave without saving" }, go);
  });

  // What was saved, or given a date, waits no more.
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && document.querySelector("[data-pending]")) event.preventDefault();
  });
  // Whoever comes back to a page that was kept for them has still not saved it.
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
}
