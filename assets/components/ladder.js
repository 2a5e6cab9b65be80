// The resolution ladder. Python sends maps, frames and every operation's arithmetic (segviz/ui/rungs.py); this draws
// them and answers the pointer without asking the server. No library, no build step.

const STACKED_BELOW = 760; // px of width under which the U becomes a list
const LARGEST = 340; // px, the longest side of the largest map
const GAP = 18;
const SENTENCE = 800; // px, about the longest line of the bar
const STRIDE = 64; // px for the strides on the left
const COLUMNS = ["left", "middle", "right"];
const FOLDS = [[1, 1, 1], [1, 1, 2], [1, 2, 2], [2, 2, 2], [2, 2, 3]]; // lines a column may take
const GOOD = 0.4; // of the largest size: no need to fold further

const instances = new WeakMap();

export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const [data] = component.data;
  instances.get(parentElement)?.remove();
  const ladder = new Ladder(data, (pixel) => setTriggerValue("pin", pixel));
  instances.set(parentElement, ladder);
  parentElement.appendChild(ladder.root);
  return () => ladder.remove();
}

class Ladder {
  constructor(data, report) {
    this.data = data;
    this.report = report;
    this.root = element("div", "ladder");
    this.bar = element("div", "bar", data.words.hint);
    this.bar.setAttribute("role", "status");
    this.grid = element("div", "grid");
    this.help = element("p", "hidden", data.words.help);
    this.help.id = "ladder-help";
    this.wires = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.wires.setAttribute("aria-hidden", "true");
    this.root.append(this.bar, this.help, this.grid);
    this.tiles = data.tiles.map((tile, index) => new Tile(this, tile, index));
    this.pixel = data.pixel;
    this.focus = null; // {tile, cell: [row, column]} under the pointer
    this.observer = new ResizeObserver(() => this.layout());
    this.observer.observe(this.root);
  }

  remove() {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    this.root.remove();
  }

  // Everything in its place, as large as the width allows.
  layout() {
    const width = this.root.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    const stacked = width < STACKED_BELOW;
    const widest = Math.max(...this.tiles.map((tile) => tile.size[1]));
    const scale = stacked ? Math.min(this.most(), (width - CAPTION) / widest) : this.fit(width - STRIDE);
    this.root.classList.toggle("stacked", stacked);
    // Room for any sentence: were the bar to grow or shrink, the maps would move under the finger.
    this.bar.style.minHeight = `${1.5 * Math.ceil(SENTENCE / (width - 26))}em`;
    for (const tile of this.tiles) tile.resize(scale, stacked);
    this.grid.replaceChildren(this.wires, ...(stacked ? this.list() : this.rows(scale, width - STRIDE)));
    this.wire(stacked);
    this.mark();
  }

  most() {
    return LARGEST / Math.max(...this.tiles.flatMap((tile) => tile.size));
  }

  // The scale (screen pixels a cell) at which the U fits into a width, its rows folded no more than gives the largest
  // map a good size.
  fit(width) {
    let best = 0;
    for (const folds of FOLDS) {
      let scale = this.most();
      while (this.levels().some((level) => this.needs(level, scale, folds) > width) && scale > this.most() / 8) scale *= 0.97;
      if (scale > 1.15 * best) best = scale;
      if (scale >= GOOD * this.most()) break;
    }
    return best;
  }

  levels() {
    return [...new Set(this.tiles.map((tile) => tile.data.level))].sort((a, b) => a - b);
  }

  of(level, column) {
    return this.tiles.filter((tile) => tile.data.level === level && tile.data.column === column);
  }

  needs(level, scale, folds) {
    return COLUMNS.reduce((sum, column, i) => sum + broad(this.of(level, column), scale, folds[i]), 0);
  }

  // One row a level; the encoder's side moves in from the left on the way down, the decoder's from the right.
  rows(scale, width) {
    const levels = this.levels();
    return levels.map((level, i) => {
      const folds = FOLDS.find((folds) => this.needs(level, scale, folds) <= width) ?? FOLDS.at(-1);
      const row = element("section", "row");
      const down = levels.length > 1 ? i / (levels.length - 1) : 0;
      const spare = Math.max(0, width - this.needs(level, scale, folds));
      row.style.setProperty("--inset", `${(spare / 2) * down}px`);
      row.append(element("div", "stride", fraction(level)));
      COLUMNS.forEach((column, side) => {
        const tiles = this.of(level, column);
        const cell = element("div", `column ${column}`);
        cell.style.width = `${broad(tiles, scale, folds[side])}px`;
        cell.append(...tiles.map((tile) => tile.root));
        row.append(cell);
      });
      return row;
    });
  }

  list() {
    let level = null;
    return this.tiles.flatMap((tile) => {
      const head = tile.data.level === level ? [] : [element("div", "stride", fraction(tile.data.level))];
      level = tile.data.level;
      return [...head, tile.root];
    });
  }

  // Arrows from stage to stage; those that jump from the encoder's side to the decoder's are the skips.
  wire(stacked) {
    const box = this.grid.getBoundingClientRect();
    this.wires.setAttribute("width", stacked ? 0 : box.width);
    this.wires.setAttribute("height", stacked ? 0 : box.height);
    this.wires.replaceChildren();
    if (stacked) return;
    const shape = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"';
    const tip = (name) => `<marker id="tip-${name}" class="${name}" ${shape}><path d="M0 0 8 4 0 8z"/></marker>`;
    this.wires.innerHTML = `<defs>${tip("flow")}${tip("skip")}</defs>`;
    for (const [from, to] of this.data.links) {
      const [a, b] = [this.tiles[from], this.tiles[to]];
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      const kind = a.data.level === b.data.level && a.data.column !== b.data.column ? "skip" : "flow";
      const over = kind === "skip" && b.data.column === "right";
      path.setAttribute("d", (over ? arch : curve)(a.box(box), b.box(box)));
      path.setAttribute("class", kind);
      path.setAttribute("marker-end", `url(#tip-${kind})`);
      this.wires.append(path);
    }
  }

  // Follow a cell of a tile, or the pinned pixel when `focus` is null.
  follow(focus) {
    this.focus = focus;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.mark();
    });
  }

  pin(tile, cell) {
    const { size, scale, offset } = this.data.picture;
    const place = [0, 1].map((axis) => {
      const at = Math.round((tile.centre(cell)[axis] - offset[axis]) / scale[axis]);
      return Math.min(Math.max(at, 0), size[axis] - 1);
    });
    this.pixel = [place[1], place[0]];
    this.report(this.pixel);
    this.follow(this.focus);
  }

  // The pinned pixel as a cell of the last tile: what one output pixel hangs on.
  pinned() {
    if (!this.pixel) return null;
    const { scale, offset } = this.data.picture;
    const centre = [this.pixel[1], this.pixel[0]].map((at, axis) => scale[axis] * at + offset[axis]);
    const tile = this.tiles.findLast((other) => other.holds(other.nearest(centre))) ?? this.tiles[0];
    return { tile, cell: tile.nearest(centre), centre };
  }

  mark() {
    const pinned = this.pinned();
    const focus = this.focus ?? pinned;
    this.root.classList.toggle("following", Boolean(focus));
    this.tiles[0].cross(pinned?.centre);
    if (!focus) return;
    const { tile, cell } = focus;
    const centre = tile.centre(cell);
    const found = fields(this.data.ops, this.data.sides, tile.data.op, cell);
    for (const other of this.tiles) other.show(focus, centre, found[other.data.op]);
    this.bar.textContent = this.say(focus, centre, found[0], !this.focus);
  }

  say({ tile, cell }, centre, field, pinned) {
    const { words } = this.data;
    const parts = [tile.data.name, `${words.cell} ${cell[1]}, ${cell[0]}`, tile.value(cell)];
    parts.push(`${words.centre} x ${short(centre[1])}, y ${short(centre[0])}`);
    if (tile.data.op) {
      const [down, along] = field;
      const sees = down && along ? `${along[1] - along[0] + 1} × ${down[1] - down[0] + 1}` : words.padding;
      parts.push(`${words.sees} ${sees}`);
    }
    return (pinned ? `${words.pinned}: ` : "") + parts.filter(Boolean).join("  ·  ");
  }
}

// The width of tiles in a row, folded into at most so many lines: the least for which they fit in their order.
function broad(tiles, scale, lines) {
  const widths = tiles.map((tile) => tile.outer(scale) + GAP);
  const folded = (room) => {
    let count = 1;
    let used = 0;
    for (const width of widths) {
      if (used && used + width > room) [count, used] = [count + 1, 0];
      used += width;
    }
    return count;
  };
  const sums = widths.flatMap((_, from) => widths.slice(from).map((_, to) => widths.slice(from, from + to + 1).reduce((a, b) => a + b)));
  const rooms = sums.filter((room) => room >= Math.max(...widths)).sort((a, b) => a - b);
  return rooms.find((room) => folded(room) <= lines) ?? 0;
}

function middle(box) {
  return (box.top + box.low) / 2;
}

// Over whatever stands between, down onto the target.
function arch(a, b) {
  const [top, end] = [b.top - 15, b.left + Math.min(30, (b.right - b.left) / 2)];
  const [x, turn] = [a.right + 3, a.right + 26];
  return `M${x} ${middle(a)}C${turn} ${middle(a)} ${x} ${top} ${turn} ${top}L${end - 14} ${top}Q${end} ${top} ${end} ${b.top - 3}`;
}

function curve(a, b) {
  if (b.left >= a.right) {
    const bend = (b.left - a.right) / 2;
    return `M${a.right + 3} ${middle(a)}C${a.right + bend} ${middle(a)} ${b.left - bend} ${middle(b)} ${b.left - 4} ${middle(b)}`;
  }
  const down = b.top >= a.low;
  const [from, to] = down ? [a.bottom, b.top - 4] : [a.top - 3, b.bottom + 4];
  const [x, end] = [(a.left + a.right) / 2, (b.left + b.right) / 2];
  const bend = (to - from) / 2;
  return `M${x} ${from}C${x} ${from + bend} ${end} ${to - bend} ${end} ${to}`;
}
