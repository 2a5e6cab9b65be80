// The sheet of a stage's channels. Python sends one picture and where its tiles lie (segviz/ui/sheet.py); this names the
// channel under the pointer and reports the one that is clicked. No library, no build step.

const WIDE = 1100; // px up to which a small sheet is enlarged, twofold at most

const instances = new WeakMap();

export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const [data] = component.data;
  instances.get(parentElement)?.remove();
  const root = draw(data, (channel) => setTriggerValue("channel", channel));
  instances.set(parentElement, root);
  parentElement.appendChild(root);
  return () => root.remove();
}

// The tile (0 = first) at a place given in parts (0..1) of the sheet, or -1 between and beyond tiles.
export function tileAt(data, x, y) {
  const [height, width] = data.tile;
  const [left, top] = [x * data.width, y * data.height];
  const [column, row] = [Math.floor(left / (width + data.gap)), Math.floor(top / (height + data.gap))];
  const inside = left - column * (width + data.gap) < width && top - row * (height + data.gap) < height;
  const tile = row * data.columns + column;
  return inside && column >= 0 && column < data.columns && row >= 0 && tile < data.count ? tile : -1;
}

function draw(data, report) {
  const root = element("div", "");
  const said = element("p", "said", data.words.hint);
  said.setAttribute("role", "status");
  const sheet = element("div", "sheet");
  sheet.tabIndex = 0;
  sheet.setAttribute("role", "application");
  sheet.setAttribute("aria-label", data.words.help);
  sheet.style.width = `${Math.max(data.width, Math.min(2 * data.width, WIDE))}px`;
  const picture = element("img", "");
  picture.src = data.url;
  picture.alt = "";
  const here = element("i", "here");
  here.hidden = true;
  sheet.append(picture, ...data.dead.map((tile) => place(data, tile, element("i", "dead"))));
  if (data.chosen >= 0) sheet.append(place(data, data.chosen, element("i", "chosen")));
  sheet.append(here);
  let focus = Math.max(0, data.chosen);

  function point(tile) {
    here.hidden = tile < 0;
    said.textContent = tile < 0 ? data.words.hint : name(data, tile);
    if (tile >= 0) place(data, (focus = tile), here);
  }
  function under(event) {
    const box = picture.getBoundingClientRect();
    return tileAt(data, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }
  sheet.addEventListener("pointermove", (event) => point(under(event)));
  sheet.addEventListener("pointerleave", () => point(-1));
  sheet.addEventListener("click", (event) => {
    const tile = under(event);
    if (tile >= 0) report(data.first + tile);
  });
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -data.columns, ArrowDown: data.columns };
  sheet.addEventListener("keydown", (event) => {
    if (event.key in steps) {
      event.preventDefault();
      const next = focus + steps[event.key];
      point(next >= 0 && next < data.count ? next : focus);
    }
    if (event.key === "Enter") report(data.first + focus);
    if (event.key === "Escape") point(-1);
  });
  root.append(said, sheet);
  return root;
}

function name(data, tile) {
  const called = data.names.length ? ` · ${data.names[data.first + tile]}` : "";
  const dead = data.dead.includes(tile) ? ` · ${data.words.dead}` : "";
  return `${data.words.channel} ${data.first + tile}${called}${dead}`;
}

// Lay a mark over a tile, in parts of the sheet so that it keeps its place when the sheet is scaled.
function place(data, tile, mark) {
  const [height, width] = data.tile;
  const [row, column] = [Math.floor(tile / data.columns), tile % data.columns];
  mark.style.left = `${(100 * column * (width + data.gap)) / data.width}%`;
  mark.style.top = `${(100 * row * (height + data.gap)) / data.height}%`;
  mark.style.width = `${(100 * width) / data.width}%`;
  mark.style.height = `${(100 * height) / data.height}%`;
  return mark;
}

function element(tag, style, text = "") {
  const made = document.createElement(tag);
  made.className = style;
  made.textContent = text;
  return made;
}
