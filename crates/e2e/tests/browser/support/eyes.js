(() => {
  // How a person finds things on a page: by words, among what can be seen. An open dialog hides what is behind it.
  // Into open shadow trees, too: nobody sees where an element ends.
  const every = (selector, root) => {
    const inner = [...root.querySelectorAll("*")].filter((element) => element.shadowRoot);
    return [...root.querySelectorAll(selector), ...inner.flatMap((element) => every(selector, element.shadowRoot))];
  };
  const scope = () => every("dialog[open]", document)[0] ?? document.body;
  const focused = (root = document) => (root.activeElement?.shadowRoot ? focused(root.activeElement.shadowRoot) : root.activeElement);
  const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const named = (element, words) => [plain(element.innerText), plain(element.textContent), element.getAttribute("aria-label")].includes(words);
  const off = (element) => element.disabled || element.getAttribute("aria-disabled") === "true";
  const buttons = (words) => every("button, a[href], [role=button], summary", scope()).filter((element) => seen(element) && named(element, words));
  // The whole label first: what only begins like it (its hint, "optional", follows) is the second choice.
  const field = (label) => {
    const fields = every("input, select, textarea", scope()).filter(seen);
    const labels = (element) => [element.getAttribute("aria-label") ?? "", ...[...(element.labels ?? [])].map((own) => plain(own.textContent))];
    return fields.find((element) => labels(element).includes(label)) ?? fields.find((element) => labels(element).some((own) => own.startsWith(label)));
  };
  // Nobody taps on a page that is about to go: what comes next may have a button of the same name. A navigation that comes to nothing, such
  // as a download, is forgotten soon.
  const leave = () => (window.leftAt = performance.now());
  if (!window.isWatched) {
    window.isWatched = true;
    addEventListener("beforeunload", leave);
    addEventListener("submit", (event) => event.defaultPrevented || leave());
    addEventListener("pageshow", () => (window.leftAt = undefined));
  }
  const leaves = () => performance.now() - window.leftAt < 3000;
  return {
    reads: (words) => [document.body, ...every("*", document).filter((element) => element.getRootNode() !== document && seen(element))]
      .some((element) => plain(element?.innerText).includes(words)),
    button: (words) => {
      // Before the style is there, things stand elsewhere: nobody taps what is about to move.
      if (document.readyState !== "complete" || leaves()) return null;
      const target = buttons(words).find((element) => !off(element));
      if (!target) return null;
      target.scrollIntoView({ block: "center", behavior: "instant" });
      const { left, top, width, height } = target.getBoundingClientRect();
      const place = { x: left + width / 2, y: top + height / 2 };
      // Something in front of it would take the click, as from a person.
      return target.contains(target.getRootNode().elementFromPoint(place.x, place.y)) ? place : null;
    },
    isOff: (words) => buttons(words).length > 0 && buttons(words).every(off),
    isMarked: (label) => {
      const target = field(label);
      return target?.getAttribute("aria-invalid") === "true" && target.getAttribute("aria-describedby").split(" ").some((id) => {
        const problem = document.getElementById(id);
        return problem.className === "problem" && seen(problem);
      });
    },
    enterField: (label) => {
      // Nor types there, nor into what a script has not made its own yet.
      const target = document.readyState !== "complete" || leaves() ? null : field(label);
      if (!target || off(target)) return false;
      target.focus();
      target.select();
      return focused() === target;
    },
    focusIsOn: (words) => {
      const target = focused();
      return named(target, words) || (target.labels && [...target.labels].some((label) => plain(label.textContent).startsWith(words)));
    },
    /** The contrast of a text with what is behind it, as WCAG counts it. */
    contrast: (selector) => {
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      const luminance = (colour) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
          const share = part / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const text = document.querySelector(selector);
      let behind = text;
      const see = (element) => getComputedStyle(element).backgroundColor;
      while (behind.parentElement && ["rgba(0, 0, 0, 0)", "transparent"].includes(see(behind))) behind = behind.parentElement;
      const [dark, light] = [luminance(getComputedStyle(text).color), luminance(see(behind))].sort((a, b) => a - b);
      return { ratio: (light + 0.05) / (dark + 0.05), ground: luminance(see(behind)) };
    },
    overflow: () => document.scrollingElement.scrollWidth - innerWidth,
  };
})()
