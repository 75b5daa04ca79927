// "Still working?": asks before an idle session ends, and leaves for the sign-in page once it has. One session has many tabs: each asks the
// server before it asks the member, and passes on what it learns. It must never count as work what nobody has done.

const dialog = document.querySelector("[data-idle]");
const within = (name) => dialog.querySelector(`[data-${name}]`);
const { base, ...given } = JSON.parse(dialog.dataset.idle);
const { lang } = document.documentElement;
const tabs = new BroadcastChannel(`keystead-session${base}`);

// The times of the session, and how far the server's clock is ahead of this one.
let times = given;
let ahead = Date.parse(times.server_time) - Date.now();
let timer;
let isBusy = false;
// The last number of seconds that was announced: each change of the clock would be too much to listen to.
let announced = Infinity;

const left = (name) => Date.parse(times[name]) - ahead - Date.now();
const later = (action, wait) => {
  clearTimeout(timer);
  timer = setTimeout(action, wait);
};

function leave(wasIdle) {
  location.replace(`${base}/sign-in?${wasIdle ? "ended=idle&" : ""}continue=${encodeURIComponent(location.pathname)}`);
}

/** What the server has said, to this tab or to another; older words change nothing. */
function learn(said, clock) {
  if (Date.parse(said.server_time) >= Date.parse(times.server_time)) {
    times = said;
    ahead = clock;
  }
  follow();
}

/** Asks the server, which alone knows. Answers whether it has answered. */
async function ask(method, path) {
  try {
    const response = await fetch(base + path, { method, headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" });
    const answer = await response.json();
    if (response.status === 401) {
      leave(answer.details?.reason === "idle");
      return true;
    }
    if (!response.ok) return false;
    learn(answer, Date.parse(answer.server_time) - Date.now());
    tabs.postMessage({ times, ahead });
    return true;
  } catch {
    return false;
  }
}

/** Asking when the end is, which puts nothing off. Without an answer it is asked again. */
async function look() {
  clearTimeout(timer);
  if (!(await ask("GET", "/session"))) later(look, 5000);
}

/** What follows from the times. */
function follow() {
  const isOff = !times.idle_ends_at;
  // Where the session ends by itself before that, nobody can stay.
  const canStay = !isOff && Date.parse(times.idle_ends_at) < Date.parse(times.expires_at);
  if (canStay && left("warn_at") <= 0) return warn();
  dialog.close();
  const next = canStay ? "warn_at" : "expires_at";
  return later(look, Math.min(Math.max(left(next), 500), 3_600_000));
}

function warn() {
  if (!dialog.open) {
    announced = Infinity;
    within("unreached").hidden = true;
    dialog.showModal();
  }
  count();
}

function count() {
  const seconds = Math.max(Math.ceil(left("idle_ends_at") / 1000), 0);
  const digits = String(seconds % 60).padStart(2, "0");
  within("clock").textContent = `${Math.floor(seconds / 60)}:${digits}`;
  const isDue = [60, 30, 10].some((mark) => seconds <= mark && mark < announced);
  if (seconds && (isDue || announced === Infinity)) announce(seconds);
  later(seconds ? count : look, left("idle_ends_at") % 1000 || 1000);
}

function announce(seconds) {
  const [number, unit] = seconds >= 60 ? [Math.round(seconds / 60), "minute"] : [seconds, "second"];
  const text = new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(number);
  within("left").textContent = within("left").dataset.left.replace("{time}", text);
  announced = seconds;
}

/** One request of the member's at a time; a server that cannot be reached is said. */
async function act(action) {
  if (isBusy) return;
  isBusy = true;
  within("unreached").hidden = true;
  within("unreached").hidden = await action();
  isBusy = false;
}

const stay = () => act(() => ask("POST", "/session/stay"));

const signOut = () => act(async () => {
  try {
    const response = await fetch(`${base}/session`, { method: "DELETE", credentials: "same-origin" });
    if (!response.ok && response.status !== 401) return false;
    tabs.postMessage({ ended: true });
    location.assign(`${base}/sign-in?ended=out`);
    return true;
  } catch {
    return false;
  }
});

/** Typing and tapping are work that no request tells of. Passed on as seldom as the server writes work down. */
function work() {
  const limit = Date.parse(times.idle_ends_at) - Date.parse(times.server_time);
  const since = Date.now() + ahead - Date.parse(times.server_time);
  if (!dialog.open && since > limit / 20) stay();
}

tabs.onmessage = ({ data }) => (data.ended ? look() : learn(data.times, data.ahead));
within("stay").addEventListener("click", stay);
within("leave").addEventListener("click", signOut);
// Whoever closes the question is there; it goes away once the server knows. Where nobody has touched the page yet, browsers close it at once.
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  stay();
});
dialog.addEventListener("close", () => left("warn_at") <= 0 && stay());
for (const sign of ["keydown", "pointerdown"]) addEventListener(sign, work, { passive: true });
// Timers stand still while a machine sleeps.
document.addEventListener("visibilitychange", () => document.hidden || look());
tabs.postMessage({ times, ahead });
follow();
