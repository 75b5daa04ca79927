(eyes) => {
  // What the Tab key reaches, whether anybody can see where it is, and in which order it goes.
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, summary, [tabindex]";
  const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const dialog = () => document.querySelector("dialog[open]");
  const isStop = (element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true });
  const stops = () => [...(dialog() ?? document).querySelectorAll(CONTROLS)].filter(isStop);
  const names = (element) => [plain(element.innerText), element.getAttribute("aria-label"), ...[...(element.labels ?? [])].map((label) => plain(label.textContent))];
  const isAt = (element, words) => names(element).includes(words) || (element.labels && names(element).some((name) => name?.startsWith(words)));
  const isOutlined = ({ outlineStyle, outlineWidth, boxShadow }) => (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  const told = (element) => [element, ...(element.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id))];

  /** Whether this one is read before that one: earlier in the text, or above it in the same column. */
  function isBefore(own, other) {
    const [here, there] = [own, other].map((element) => element.getBoundingClientRect());
    const isAbove = here.bottom <= there.top && here.left < there.right && there.left < here.right;
    return !!(own.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) || isAbove;
  }

  return {
    isThere: (words) => stops().some((element) => isAt(element, words)),
    /** Nobody's order but the page's own. */
    isInOrder: () => [...document.querySelectorAll("[tabindex]")].every((element) => element.tabIndex <= 0),
    isAtTop: () => document.activeElement === document.body && scrollY === 0,
    isInMain: () => document.querySelector("main").contains(document.activeElement),
    isHeld: () => !!dialog() && (dialog().contains(document.activeElement) || document.activeElement === document.body),
    isInDialog: () => !!dialog()?.contains(document.activeElement),
    stops: () => stops().length,
    begin: () => {
      window.stopBefore = document.activeElement;
    },
    /** Where the focus is now, and what is wrong with that; `back` after Shift and Tab. */
    stop: (back) => {
      document.getAnimations().forEach((moving) => moving.finish());
      const own = document.activeElement;
      const before = window.stopBefore;
      window.stopBefore = undefined;
      if (own === document.body) return { name: "", faults: [] };
      const { top, bottom } = own.getBoundingClientRect();
      const isFromEnd = own === stops().at(back ? -1 : 0);
      const isJump = before && before !== document.body && before.isConnected && !isFromEnd;
      const faults = [
        !isOutlined(getComputedStyle(own)) && "nothing shows that it has the focus",
        (bottom <= 0 || top >= innerHeight) && "it is out of sight",
        isJump && (back ? isBefore(before, own) : isBefore(own, before)) && `it comes after ${names(before)[0]}`,
      ];
      return { name: names(own).find((name) => name) ?? own.outerHTML, faults: faults.filter(Boolean) };
    },
    /** Whether whoever only listens hears this: by the focus, by what describes it, or by a live region. */
    isHeard: (words) => {
      const live = [...(dialog() ?? document).querySelectorAll("[role=alert], [role=status], [aria-live]")];
      return [...told(document.activeElement), ...live].some((element) => element?.checkVisibility() && plain(element.innerText).includes(words));
    },
    isHeardAtFocus: (words) => told(document.activeElement).some((element) => element && element !== document.body && plain(element.innerText).includes(words)),
  };
}
