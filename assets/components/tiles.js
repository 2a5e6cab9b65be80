// One stage of the ladder, and its map on the screen at its true size and enlarged.

const CAPTION = 138; // px that a caption needs
const ZOOM_BELOW = 56; // px under which a map is shown enlarged as well
const ZOOM_SIDE = 92; // px, about the long side of the enlarged copy

class Tile {
  constructor(ladder, data, index) {
    this.ladder = ladder;
    this.data = data;
    this.size = ladder.data.sides[data.op];
    this.root = element("figure", `tile ${data.kind}`);
    this.root.dataset.index = index;
    this.views = [new View(this, false), new View(this, true)];
    const pictures = element("div", "views");
    pictures.append(...this.views.map((view) => view.root));
    this.root.append(pictures, this.caption());
    this.decode();
  }

  caption() {
    const { data, ladder } = this;
    const box = element("figcaption");
    const name = element("b", "name");
    name.append(...data.name.split(/(?<=[._])/).flatMap((part) => [part, document.createElement("wbr")]));
    box.append(name);
    if (data.kind !== "picture" && ladder.data.untrained) box.append(element("em", "", ladder.data.untrained));
    box.append(...data.facts.map((fact) => element("span", "fact", fact)));
    if (data.range) box.append(this.scale());
    this.output = element("output");
    this.output.setAttribute("aria-live", "off"); // the bar says what changed; twenty stages at once would say nothing
    box.append(this.output);
    this.views[0].root.setAttribute("aria-label", [data.name, ...data.facts, data.caption].filter(Boolean).join(", "));
    this.views[0].root.setAttribute("aria-describedby", ladder.help.id);
    return box;
  }

  // The colour bar: its ends in numbers, and a tick at zero.
  scale() {
    const [low, high] = this.data.range;
    const box = element("div", "scale");
    box.title = this.data.caption;
    const bar = element("i");
    const steps = [0, 36, 72, 108, 144, 180, 216, 252].map((i) => `rgb(${this.ladder.data.palette[i]})`);
    bar.style.background = `linear-gradient(to right, ${steps})`;
    if (low <= 0 && high >= 0 && low < high) {
      const zero = element("u");
      zero.style.left = `${(100 * -low) / (high - low)}%`;
      bar.append(zero);
    }
    box.append(element("span", "", this.data.ends[0]), bar, element("span", "", this.data.ends[1]));
    return box;
  }

  async decode() {
    const [height, width] = this.size;
    const bytes = await (await fetch(this.data.url)).blob();
    const bitmap = await createImageBitmap(bytes, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    const image = context.getImageData(0, 0, width, height);
    if (this.data.kind !== "picture") this.paint(image);
    else this.pixels = image.data.slice();
    for (const view of this.views) view.draw(image);
    this.root.classList.add("ready");
    this.ladder.follow(this.ladder.focus);
  }

  // Turn the image of indices into colours, keeping the indices for the values under the pointer.
  paint(image) {
    const { palette, classes } = this.ladder.data;
    const colours = this.data.kind === "mask" ? classes.map(([, colour]) => hex(colour)) : palette;
    const count = image.width * image.height;
    this.indices = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      this.indices[i] = image.data[4 * i];
      const colour = colours[this.indices[i]] ?? [255, 0, 255];
      image.data.set(colour, 4 * i);
    }
  }

  value([row, column]) {
    const at = row * this.size[1] + column;
    if (this.data.kind === "picture") return this.pixels ? `RGB ${this.pixels.slice(4 * at, 4 * at + 3).join(" ")}` : "";
    if (!this.indices) return "";
    const index = this.indices[at];
    if (this.data.kind === "mask") return this.ladder.data.classes[index]?.[0] ?? "";
    const [low, high] = this.data.range;
    return index > 252 ? "NaN" : `≈ ${short(low + ((high - low) * index) / 252)}`;
  }

  centre(cell) {
    return cell.map((at, axis) => this.data.scale[axis] * at + this.data.offset[axis]);
  }

  nearest(centre) {
    return centre.map((at, axis) => Math.floor((at - this.data.offset[axis]) / this.data.scale[axis] + 0.5));
  }

  holds(cell) {
    return cell.every((at, axis) => at >= 0 && at < this.size[axis]);
  }

  zoom(scale) {
    const [height, width] = this.size;
    if (scale * Math.max(height, width) >= ZOOM_BELOW) return 0;
    const zoom = ZOOM_SIDE / Math.max(height, width);
    return zoom > 2 ? Math.round(zoom) : Math.max(zoom, scale);
  }

  outer(scale) {
    const zoom = this.zoom(scale);
    return Math.max(CAPTION, this.size[1] * scale + (zoom ? 14 + this.size[1] * zoom : 0));
  }

  resize(scale, stacked) {
    this.views[0].resize(scale);
    this.views[1].resize(this.zoom(scale));
    this.root.style.width = stacked ? "" : `${this.outer(scale)}px`;
  }

  box(around) {
    const box = this.root.querySelector(".views").getBoundingClientRect();
    const [left, top] = [box.left - around.left, box.top - around.top];
    const bottom = this.root.getBoundingClientRect().bottom - around.top;
    const zoomed = this.views[1].scale ? 14 + this.size[1] * this.views[1].scale : 0;
    return { left, top, right: left + this.size[1] * this.views[0].scale + zoomed, low: top + box.height, bottom };
  }

  cross(centre) {
    for (const view of this.views) view.cross(centre && this.nearest(centre));
  }

  // Mark the cell that lies where `focus` lies, and what `focus` sees here.
  show(focus, centre, field) {
    const cell = focus.tile === this ? focus.cell : this.nearest(centre);
    const inside = this.holds(cell);
    const foot = this.data.op ? [1, 1] : focus.tile.data.scale;
    for (const view of this.views) view.show(inside ? cell : null, foot, focus.tile.data.op === this.data.op ? null : field);
    this.output.textContent = inside ? this.value(cell) : "–";
  }
}

// A map on the screen at some scale: at its true size, or enlarged.
class View {
  constructor(tile, enlarged) {
    this.tile = tile;
    this.enlarged = enlarged;
    this.root = element("div", enlarged ? "view zoomed" : "view");
    this.canvas = element("canvas");
    [this.canvas.height, this.canvas.width] = tile.size;
    [this.sight, this.spot, this.pinned] = ["sight", "spot", "pinned"].map((name) => element("i", name));
    for (const mark of [this.sight, this.spot, this.pinned]) mark.hidden = true;
    this.note = element("small");
    this.root.append(this.canvas, this.sight, this.spot, this.pinned, this.note);
    if (!enlarged) this.root.tabIndex = 0;
    this.root.setAttribute("role", enlarged ? "presentation" : "application"); // arrow keys are for the map
    this.listen();
  }

  listen() {
    const { ladder } = this.tile;
    const here = (event) => ({ tile: this.tile, cell: this.cell(event) });
    this.root.addEventListener("pointermove", (event) => ladder.follow(here(event)));
    this.root.addEventListener("pointerdown", (event) => ladder.follow(here(event)));
    this.root.addEventListener("pointerleave", () => ladder.follow(null));
    // The cell that was marked, not the click's own place: that is rounded to whole pixels of the screen.
    this.root.addEventListener("click", (event) => {
      const { tile, cell } = ladder.focus ?? here(event);
      ladder.pin(tile, cell);
    });
    this.root.addEventListener("blur", () => ladder.follow(null));
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const { ladder } = this.tile;
    const own = ladder.focus?.tile === this.tile ? ladder.focus.cell : this.start();
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = event.shiftKey ? 10 : 1;
    if (moves[event.key]) {
      const cell = own.map((at, axis) => clamp(at + step * moves[event.key][axis], this.tile.size[axis]));
      ladder.follow({ tile: this.tile, cell });
    } else if (event.key === "Enter" || event.key === " ") {
      ladder.pin(this.tile, own);
    } else if (event.key === "Escape") {
      ladder.follow(null);
    } else {
      return;
    }
    event.preventDefault();
  }

  start() {
    const pinned = this.tile.ladder.pinned();
    const cell = pinned ? this.tile.nearest(pinned.centre) : this.tile.size.map((side) => Math.floor(side / 2));
    return cell.map((at, axis) => clamp(at, this.tile.size[axis]));
  }

  cell(event) {
    const box = this.canvas.getBoundingClientRect();
    const at = [event.clientY - box.top, event.clientX - box.left];
    return at.map((offset, axis) => clamp(Math.floor(offset / this.scale), this.tile.size[axis]));
  }

  resize(scale) {
    this.scale = scale;
    this.root.hidden = !scale;
    const [height, width] = this.tile.size;
    Object.assign(this.root.style, { width: `${width * scale}px`, height: `${height * scale}px` });
    // Enlarged cells stay squares; a shrunk map is averaged, for dropping cells would show patterns that are not there.
    this.canvas.style.imageRendering = scale >= 1 ? "pixelated" : "auto";
    this.note.textContent = this.enlarged ? `${this.tile.ladder.data.words.zoom} ×${Math.round(scale / this.tile.views[0].scale)}` : "";
  }

  draw(image) {
    this.canvas.getContext("2d").putImageData(image, 0, 0);
  }

  show(cell, foot, field) {
    const box = cell && cell.map((at, axis) => [at - (foot[axis] - 1) / 2, at + (foot[axis] + 1) / 2]);
    this.place(this.spot, box, 7);
    this.place(this.sight, field?.[0] && field[1] ? field.map(([lo, hi]) => [lo, hi + 1]) : null, 0);
  }

  cross(cell) {
    this.place(this.pinned, cell && this.tile.holds(cell) ? cell.map((at) => [at, at + 1]) : null, 11);
  }

  // Put a mark on cells top..bottom, left..right, at least `least` screen pixels large.
  place(mark, box, least) {
    mark.hidden = !box || !this.scale;
    if (mark.hidden) return;
    const [height, width] = box.map(([lo, hi]) => Math.max((hi - lo) * this.scale, least));
    const [y, x] = [height, width].map((side, axis) => ((box[axis][0] + box[axis][1]) * this.scale - side) / 2);
    Object.assign(mark.style, { transform: `translate(${x}px, ${y}px)`, width: `${width}px`, height: `${height}px` });
  }
}

function element(tag, name = "", text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

function fraction(level) {
  return level < 0 ? `${2 ** -level}/1` : `1/${2 ** level}`;
}

function clamp(at, side) {
  return Math.min(Math.max(at, 0), side - 1);
}

function hex(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function short(value) {
  return Number(value.toPrecision(Math.abs(value) >= 100 ? 4 : 3)).toString().replace("-", "−");
}
