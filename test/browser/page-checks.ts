/** Scripts that look at a page from inside; text, because these words mean something in a browser only. */

/** Links that lead nowhere on the page. */
export const DEAD_LINKS = `Array.from(document.querySelectorAll("a"), (link) => link.getAttribute("href"))
  .filter((href) => !href.startsWith("#") || document.getElementById(href.slice(1)) === null)`;

/** Texts of the picture that reach over the edge of what they stand in, and boxes that lie over each other. */
export const OUT_OF_BOXES = `(() => {
  const boxes = Array.from(document.querySelectorAll(".map .box, .map .card"), (box) => box.getBoundingClientRect());
  const within = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const lost = Array.from(document.querySelectorAll(".map text.title, .map text.name, .map text.command"))
    .filter((text) => !boxes.some((box) => within(text.getBoundingClientRect(), box)))
    .map((text) => "outside: " + text.textContent);
  const hit = boxes.flatMap((box, at) => boxes.slice(at + 1).filter((other) => over(box, other)).map(() => "over each other"));
  return [...lost, ...hit];
})()`;

export interface Faint {
  /** Texts with less contrast than WCAG AA asks of small text, each with its contrast. */
  readonly faint: readonly string[];
  /** How many were looked at. */
  readonly count: number;
}

/** The contrast of every text that can be seen, with the ground that it stands on (WCAG 2.2, 1.4.3). */
export const CONTRAST = `(() => {
  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (color) => {
    const [r, g, b] = channels(color).map((each) => {
      const value = each / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const isClear = (color) => color === "none" || channels(color)[3] === 0;
  const groundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!isClear(backgroundColor)) return backgroundColor;
    }
    throw new Error("no ground");
  };
  const drawnUnder = (text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const under = Array.from(text.ownerSVGElement.querySelectorAll("rect")).filter((rect) => {
      const box = rect.getBoundingClientRect();
      return !isClear(getComputedStyle(rect).fill) && box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
    });
    return getComputedStyle(under.at(-1)).fill;
  };
  const faint = [];
  let count = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const drawn = element.closest("svg");
    if (walker.currentNode.data.trim() === "" || (drawn !== null && element.localName !== "text")) continue;
    if (!element.checkVisibility()) continue;
    const ink = drawn === null ? getComputedStyle(element).color : getComputedStyle(element).fill;
    const [a, b] = [light(ink), light(drawn === null ? groundOf(element) : drawnUnder(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    count++;
    if (contrast < 4.5) faint.push(contrast.toFixed(2) + " " + walker.currentNode.data.trim());
  }
  return { faint, count };
})()`;

/** Opens all that is folded up. */
export const UNFOLD = 'document.querySelectorAll("details").forEach((each) => { each.open = true })';
