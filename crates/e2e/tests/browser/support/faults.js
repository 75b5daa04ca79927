(() => {
  // What is wrong with a page as it stands on a narrow phone, for whoever asked for stillness. An empty list is a good page.
  const name = (element) => `<${element.localName}> ${(element.innerText || element.getAttribute("aria-label") || element.id || "").trim().slice(0, 60)}`;
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest(".unseen, .skip");
  const scrolls = (element) => element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const cut = (element) => {
    const { left, right, width } = element.getBoundingClientRect();
    if (width === 0 || scrolls(element.parentElement)) return false;
    return left < -0.5 || right > WIDTH + 0.5 || (element.matches("button, .button") && element.scrollWidth > element.clientWidth + 1);
  };
  const faults = [];
  const wide = document.documentElement.scrollWidth;
  // A phone zooms out until all is in it.
  if (Math.max(wide, innerWidth) > WIDTH) faults.push(`scrolls sideways: ${wide} px in ${WIDTH}`);
  for (const element of document.querySelectorAll("button, a, summary, input, select, h1, h2, h3, code, img")) {
    if (seen(element) && cut(element)) faults.push(`is cut off: ${name(element)}`);
  }
  for (const moving of document.getAnimations()) {
    const { duration, delay } = moving.effect.getComputedTiming();
    if (duration + delay > 10) faults.push(`moves for ${duration} ms: ${name(moving.effect.target)}`);
  }
  for (const entry of [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]) {
    if (!/^(data|blob):/.test(entry.name) && !entry.name.startsWith(location.origin)) faults.push(`asks another host: ${entry.name}`);
  }
  return faults;
})()
