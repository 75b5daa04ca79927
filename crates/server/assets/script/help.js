// The page of requirements: says what of them is there in this browser. It asks the browser and nobody else, and tells nobody.

const known = window.PublicKeyCredential;

/** What the browser says of itself; older ones have no list of what they can, but answer the two questions that matter most. */
async function found() {
  const can = (await known?.getClientCapabilities?.().catch(() => null)) ?? {};
  const asked = (question) => known?.[question]?.().catch(() => false) ?? false;
  return {
    passkeys: Boolean(known) && window.isSecureContext,
    platform: can.passkeyPlatformAuthenticator || can.userVerifyingPlatformAuthenticator || (await asked("isUserVerifyingPlatformAuthenticatorAvailable")),
    autofill: can.conditionalGet ?? (await asked("isConditionalMediationAvailable")),
    phone: can.hybridTransport,
  };
}

/** What the browser does not tell is not said to be missing. */
function show(item, answer) {
  if (answer === undefined) return item.remove();
  const state = answer ? "there" : "missing";
  item.classList.add(state);
  item.querySelector(`[data-${state}]`).hidden = false;
}

const part = document.querySelector("[data-ready]");
found().then((answers) => {
  for (const item of part.querySelectorAll("[data-check]")) show(item, answers[item.dataset.check]);
  part.hidden = false;
});
