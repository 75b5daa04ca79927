// A passkey for a member who stands at the administrator's desk, made in this browser. It is asked first, because who holds it gets into the
// member's account; nothing here signs anybody in.

import { ask } from "./asks.js";

/** With what the page of the console can do. */
export function atTheDesk({ form, server, change, done }) {
  const { makes, question, lead, about } = form.dataset;
  const button = form.querySelector("[type=submit]");
  const name = form.elements.name.value.trim();
  const names = name ? { name } : {};
  const go = () => change(button, async () => done(form, await server().complete(makes, names, { purpose: "create", finish: names })), go, "create");
  ask({ question, lead, about, yes: button.textContent }, go);
}
