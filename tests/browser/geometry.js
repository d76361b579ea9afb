// What is where on a page, as a person sees it. Read by geometry.py, which calls one of these functions by name.

const SLACK = 1; // CSS pixels by which boxes may meet

const folded = (element) => {
  for (let at = element.closest("details:not([open])"); at; at = at.parentElement.closest("details:not([open])")) {
    const summary = at.querySelector(":scope > summary");
    if (summary === null || !summary.contains(element)) return true;
  }
  return false;
};

const shown = (element) =>
  element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: false }) &&
  !element.closest("select, textarea, noscript, script, style") && !folded(element);

const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

// How far the ink of a text stands off the box of its font, above and below, in parts of the box's height.
const margins = (element, text) => {
  pen.font = getComputedStyle(element).font;
  const m = pen.measureText(text);
  const height = m.fontBoundingBoxAscent + m.fontBoundingBoxDescent;
  if (!height) return [0, 0];
  const above = (m.fontBoundingBoxAscent - m.actualBoundingBoxAscent) / height;
  const below = (m.fontBoundingBoxDescent - m.actualBoundingBoxDescent) / height;
  return [Math.max(0, above), Math.max(0, below)];
};

const turned = (element) => {
  const matrix = element.getScreenCTM ? element.getScreenCTM() : null;
  return matrix !== null && (Math.abs(matrix.b) > 1e-6 || Math.abs(matrix.c) > 1e-6);
};

const box = (left, top, right, bottom) => ({ left, top, right, bottom });

// The part of a box that scrolling, cutting or hiding for screen readers leaves to be seen; null when nothing is left.
const left_over = (element, whole) => {
  let seen = { ...whole };
  for (let at = element; at && at !== document.body && at !== document.documentElement; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (/inset\((50|100)%/.test(style.clipPath) || /rect\((0|1)px/.test(style.clip)) return null;
    const edge = at.getBoundingClientRect();
    if (style.overflowX !== "visible") {
      seen = box(Math.max(seen.left, edge.left), seen.top, Math.min(seen.right, edge.right), seen.bottom);
    }
    if (style.overflowY !== "visible") {
      seen = box(seen.left, Math.max(seen.top, edge.top), seen.right, Math.min(seen.bottom, edge.bottom));
    }
  }
  return seen.right - seen.left > SLACK && seen.bottom - seen.top > SLACK ? seen : null;
};

// Every line of every visible text inside what the selector finds: {node, element, text, box (of the ink), turned}.
const lines = (selector) => {
  const found = [];
  const nodes = new Set();
  for (const root of document.querySelectorAll(selector)) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) if (node.data.trim()) nodes.add(node);
  }
  for (const node of nodes) {
    const element = node.parentElement;
    if (!shown(element)) continue;
    const text = node.data.trim().replace(/\s+/g, " ");
    const skew = turned(element);
    const [above, below] = skew ? [0, 0] : margins(element, text);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      if (r.width < SLACK || r.height < SLACK) continue;
      found.push({
        node, element, text, turned: skew,
        box: box(r.left, r.top + above * r.height, r.right, r.bottom - below * r.height),
      });
    }
  }
  return found;
};

const place = (element) => {
  const section = element.closest("section[id], figure[id]");
  const side = element.closest("[lang]");
  return (section ? "#" + section.id : element.tagName.toLowerCase()) + (side ? " " + side.getAttribute("lang") : "");
};

const round = (number) => Math.round(number * 10) / 10;
const corner = (b) => [round(b.left + scrollX), round(b.top + scrollY)];

const solid = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.position === "sticky" || style.position === "fixed") return rgba(style.backgroundColor)[3] > 0.99;
  }
  return false;
};

// Texts that are declared to lie on one another: one group around both, or the text itself carries the mark.
const declared = (a, b) => {
  const mark = '[data-overlap="ok"]';
  if (a.matches(mark) || b.matches(mark)) return true;
  const group = a.closest(mark);
  return group !== null && group === b.closest(mark);
};

// A text in two directions is several boxes; a pair of texts is told once, by its largest share.
const largest = (found) => {
  const pairs = new Map();
  for (const pair of found.sort((a, b) => b.area - a.area)) {
    const [one, other] = pair.nodes;
    if (!pairs.has(one)) pairs.set(one, new Set());
    if (pairs.get(one).has(other) || (pairs.has(other) && pairs.get(other).has(one))) pair.told = true;
    pairs.get(one).add(other);
  }
  return found.filter((pair) => !pair.told).map(({ nodes, area, ...rest }) => rest);
};

const overlaps = (selector) => {
  const all = [];
  for (const line of lines(selector)) {
    const seen = left_over(line.element, line.box);
    if (seen) all.push({ ...line, box: seen, above: solid(line.element) });
  }
  all.sort((a, b) => a.box.top - b.box.top);
  const found = [];
  for (let i = 0; i < all.length; i++) {
    const a = all[i];
    for (let j = i + 1; j < all.length && all[j].box.top < a.box.bottom - SLACK; j++) {
      const b = all[j];
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (wide <= SLACK || high <= SLACK || a.above !== b.above || declared(a.element, b.element)) continue;
      found.push({
        nodes: [a.node, b.node], area: wide * high,
        where: place(a.element), texts: [a.text, b.text], by: [round(wide), round(high)], at: corner(b.box),
      });
    }
  }
  return largest(found);
};

const block_of = (element) => {
  let at = element;
  while (at.parentElement && /^(inline$|contents$|ruby)/.test(getComputedStyle(at).display)) at = at.parentElement;
  return at;
};

const sides = (inner, outer) => ({
  left: outer.left - inner.left, right: inner.right - outer.right,
  top: outer.top - inner.top, bottom: inner.bottom - outer.bottom,
});

const clipped = (selector) => {
  const found = [];
  const tell = (line, what, over) => {
    for (const [side, by] of Object.entries(over)) {
      if (by <= SLACK) continue;
      found.push({ where: place(line.element), text: line.text, what, side, by: round(by), at: corner(line.box) });
    }
  };
  for (const line of lines(selector)) {
    const svg = line.element.closest("svg");
    if (svg) {
      let outer = svg;
      while (outer.ownerSVGElement) outer = outer.ownerSVGElement;
      tell(line, "outside its drawing", sides(line.box, outer.getBoundingClientRect()));
      continue;
    }
    if (!left_over(line.element, line.box) && hidden_on_purpose(line.element)) continue;
    const wide = sides(line.box, block_of(line.element).getBoundingClientRect());
    if (!line.element.closest(".scroll")) tell(line, "wider than its box", { left: wide.left, right: wide.right });
    for (let at = line.element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      const over = sides(line.box, at.getBoundingClientRect());
      if (/hidden|clip/.test(style.overflowX)) tell(line, "cut off", { left: over.left, right: over.right });
      if (/hidden|clip/.test(style.overflowY)) tell(line, "cut off", { top: over.top, bottom: over.bottom });
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) break;
    }
  }
  return found;
};

const hidden_on_purpose = (element) => {
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    const style = getComputedStyle(at);
    const edge = at.getBoundingClientRect();
    if (/inset\((50|100)%/.test(style.clipPath) || /rect\((0|1)px/.test(style.clip)) return true;
    if (style.position === "absolute" && (edge.width <= 1 || edge.height <= 1)) return true;
    const away = edge.bottom + scrollY <= 0 || edge.right <= 0;
    if (away && (style.position === "absolute" || style.position === "fixed")) return true;
  }
  return false;
};

// By how many pixels the page itself scrolls sideways, and what sticks out.
const sideways = () => {
  const root = document.documentElement;
  const by = Math.max(root.scrollWidth, document.body.scrollWidth) - root.clientWidth;
  const out = [];
  if (by > 0) {
    for (const element of document.body.querySelectorAll("*")) {
      if (element.parentElement.closest("svg") || element.closest(".scroll") !== null || !shown(element)) continue;
      const r = element.getBoundingClientRect();
      if (r.width && (r.right > root.clientWidth + SLACK || r.left < -SLACK) && !hidden_on_purpose(element)) {
        const name = element.tagName.toLowerCase() + (element.id ? "#" + element.id : "");
        const kind = element.getAttribute("class") || "";
        out.push(`${place(element)}: ${name}.${kind} ${round(r.left)}..${round(r.right)}`);
      }
    }
  }
  return { by, out: out.slice(0, 12) };
};

const colours = new Map();
// Any CSS colour as [red, green, blue, alpha], 0..255 and 0..1.
function rgba(colour) {
  if (!colours.has(colour)) {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    colours.set(colour, [r, g, b, a / 255]);
  }
  return colours.get(colour);
}

const over = (top, below) => {
  const a = top[3];
  return [0, 1, 2].map((i) => top[i] * a + below[i] * (1 - a)).concat(1);
};

const luminance = (c) => {
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = c.slice(0, 3).map((v) => linear(v / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const ratio = (a, b) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
};

const canvas_colour = () => (getComputedStyle(document.documentElement).colorScheme.includes("dark") &&
  matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1] : [255, 255, 255, 1]);

const ground = (element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    if (!(at instanceof SVGElement) || at.matches("svg")) layers.push(rgba(getComputedStyle(at).backgroundColor));
  }
  return layers.reverse().reduce((below, layer) => over(layer, below), canvas_colour());
};

// What is painted under a text of a drawing: filled shapes before it that hold the text's middle; null: a pattern.
const painted = (line) => {
  let outer = line.element.closest("svg");
  while (outer.ownerSVGElement) outer = outer.ownerSVGElement;
  let below = ground(outer);
  const middle = [(line.box.left + line.box.right) / 2, (line.box.top + line.box.bottom) / 2];
  for (const shape of outer.querySelectorAll("rect, path, circle, ellipse, polygon")) {
    if (!(shape.compareDocumentPosition(line.element) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
    if (shape.closest("defs, clipPath, mask, pattern, marker") || !shown(shape)) continue;
    const style = getComputedStyle(shape);
    if (style.fill === "none") continue;
    const matrix = shape.getScreenCTM();
    if (!matrix) continue;
    const point = new DOMPoint(...middle).matrixTransform(matrix.inverse());
    if (!shape.isPointInFill(point)) continue;
    if (style.fill.startsWith("url")) return null;
    let alpha = Number(style.fillOpacity);
    for (let at = shape; at && at !== outer; at = at.parentElement) alpha *= Number(getComputedStyle(at).opacity);
    const [r, g, b, a] = rgba(style.fill);
    below = over([r, g, b, a * alpha], below);
  }
  return below;
};

// Texts whose contrast with what is under them is below the least; WCAG 2.2, 1.4.3.
const faint = ({ selector, least }) => {
  const found = [];
  const told = new Set();
  let looked = 0;
  for (const line of lines(selector)) {
    if (!left_over(line.element, line.box)) continue;
    const style = getComputedStyle(line.element);
    const drawn = line.element.closest("svg") !== null;
    const below = drawn ? painted(line) : ground(line.element);
    if (below === null) continue;
    looked += 1;
    const colour = drawn ? style.fill : style.color;
    let [r, g, b, a] = rgba(colour);
    for (let at = line.element; at; at = at.parentElement) a *= Number(getComputedStyle(at).opacity);
    if (drawn) a *= Number(style.fillOpacity);
    const reached = ratio(over([r, g, b, a], below), below);
    const key = `${place(line.element)} ${line.text}`;
    if (reached < least && !told.has(key)) {
      told.add(key);
      found.push({ where: place(line.element), text: line.text, ratio: round(reached), colour });
    }
  }
  return { looked, found };
};

const ground_of_page = () => ground(document.body);

// How an element and everything in it is drawn, as one string: what changes with the focus is seen.
const look = (element) => [element, ...element.querySelectorAll("*")].map((e) => {
  const s = getComputedStyle(e);
  return [s.outlineStyle === "none" ? "" : s.outline, s.boxShadow, s.stroke, s.strokeWidth, s.fill, s.backgroundColor,
    s.borderColor, s.display, s.visibility, s.opacity, s.textDecoration].join(";");
}).join("|");

// Whether what has the focus looks other than without it. Leaves the focus where it was.
const focus_seen = () => {
  const element = document.activeElement;
  const with_focus = look(element);
  element.blur();
  const without = look(element);
  element.focus({ focusVisible: true, preventScroll: true });
  return with_focus !== without;
};
