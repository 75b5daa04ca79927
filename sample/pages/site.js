// What the site does with its components' events: it hands the code to its own server, and goes to the sign-in when a session is over.

const trouble = document.getElementById("trouble");

document.addEventListener("keystead-signed-in", async ({ detail: { code } }) => {
  trouble.textContent = "";
  const answer = await fetch("/signed-in", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code }) });
  if (answer.ok) return location.assign("/passkeys");
  const refusal = await answer.json().catch(() => ({}));
  trouble.textContent = refusal.error ?? "That did not work. Load the page again.";
});

document.addEventListener("keystead-failed", ({ detail: { code } }) => {
  if (code === "not_signed_in") location.assign("/");
});
