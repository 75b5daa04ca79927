// Begins, once everything above is there.

/** S0-11: says which browsers can, and leaves the buttons off. */
function explainUnsupported() {
  const text = window.isSecureContext ? labels.unsupported : labels.insecure;
  const note = make("div", { className: "notice unsupported" }, make("h2", { textContent: labels.unsupported_title }), make("p", { textContent: text }));
  note.setAttribute("role", "status");
  one("failure").before(note);
}

// What the address has told is not told again by a reload.
history.replaceState(null, "", location.href.replace("ended=idle&", ""));
document.documentElement.dataset.ready = "";
if (supported) for (const button of document.querySelectorAll("[data-needs-passkeys]")) button.disabled = false;
else if (!pages.account) explainUnsupported();
// The list, its names and the sign-out work without passkeys too, and so do the other pages of the account.
if (supported || pages.security || pages.account) pages[page.page]?.();
