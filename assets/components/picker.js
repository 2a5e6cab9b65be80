// A picture on which a place is picked. Python sends the picture and its size in pixels (segviz/ui/picker.py); a click,
// or Enter on the place that the arrow keys have chosen, reports [x, y]. No library, no build step.

const instances = new WeakMap();

export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const [data] = component.data;
  const before = instances.get(parentElement);
  const focused = before?.matches(":focus");
  before?.remove();
  const root = draw(data, (place) => setTriggerValue("pin", place));
  instances.set(parentElement, root);
  parentElement.appendChild(root);
  if (focused) root.focus({ preventScroll: true });
  return () => root.remove();
}

// The place [x, y] moved by a key, within the picture; null if the key moves nothing.
export function moved(data, [x, y], key, far) {
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  if (!moves[key]) return null;
  const step = data.step * (far ? 10 : 1);
  return [x + step * moves[key][0], y + step * moves[key][1]].map((at, axis) => clamp(at, data.size[axis]));
}

function clamp(at, side) {
  return Math.min(Math.max(at, 0), side - 1);
}

function draw(data, report) {
  const root = element("div", "picker");
  root.tabIndex = 0;
  root.setAttribute("role", "application");
  root.setAttribute("aria-label", data.words);
  const picture = element("img", "");
  picture.src = data.url;
  picture.alt = "";
  const cross = element("i", "cross");
  cross.hidden = true;
  root.append(picture, cross);
  let place = data.place;

  function show(at) {
    place = at;
    cross.hidden = false;
    const shares = at.map((value, axis) => (100 * (value + 0.5)) / data.size[axis]);
    [cross.style.left, cross.style.top] = shares.map((share) => `${share}%`);
  }
  function under(event) {
    const box = picture.getBoundingClientRect();
    const shares = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return shares.map((share, axis) => clamp(Math.floor(share * data.size[axis]), data.size[axis]));
  }
  picture.addEventListener("pointermove", (event) => show(under(event)));
  root.addEventListener("pointerleave", () => (cross.hidden = true));
  root.addEventListener("blur", () => (cross.hidden = true));
  picture.addEventListener("click", (event) => report(under(event)));
  root.addEventListener("keydown", (event) => {
    const next = moved(data, place, event.key, event.shiftKey);
    if (next) show(next);
    else if (event.key === "Enter" || event.key === " ") report(place);
    else return;
    event.preventDefault();
  });
  return root;
}

function element(kind, name) {
  const made = document.createElement(kind);
  if (name) made.className = name;
  return made;
}
