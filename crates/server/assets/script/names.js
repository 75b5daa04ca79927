// What is said of a name that was refused.

import { fieldProblem, wordsOf } from "./page.js";

/** The server's rule for names that are no username. It is the server that refuses; here the rule only tells which of several names was meant. */
const isName = (text) => [...text].length <= 64 && /[^\s\p{DI}]/u.test(text) && !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/u.test(text);

/** A refused name is told beside its field, calmly and without a reference. Answers whether the failure was about one. */
export function tellBeside(form, failure) {
  const isUsername = failure.code.startsWith("identifier_");
  if (!form || !(isUsername || failure.code === "name_malformed")) return false;
  const given = [...form.querySelectorAll("input")].filter((field) => field.value.trim() && (field.name === "identifier") === isUsername);
  const field = given.find((own) => !isName(own.value.trim())) ?? given[0];
  const { title, text } = wordsOf(failure, "create");
  if (field) fieldProblem(field, `${title}. ${text}`);
  return !!field;
}
