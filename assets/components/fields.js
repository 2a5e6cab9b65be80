// The arithmetic of segviz.geometry in the browser: which cells an operation's cell depends on.

// The input cells lo..hi that the output cells lo..hi of an operation depend on (Op.seen).
export function seen(op, lo, hi, start) {
  if (op.kind === "conv" || op.kind === "pool") {
    return [lo * op.stride - op.padding, hi * op.stride - op.padding + op.kernel - 1];
  }
  if (op.kind === "up") {
    return [Math.ceil((lo - op.kernel + 1 + op.padding) / op.stride), Math.floor((hi + op.padding) / op.stride)];
  }
  return [lo + start, hi + start];
}

// For every operation at or before `target` (0 is the input): the cells that cell (row, column) of it sees, as
// [[top, bottom], [left, right]]; an axis that sees only padding is null (Graph.fields).
export function fields(ops, sides, target, cell) {
  const found = new Array(target + 1).fill(undefined);
  found[target] = cell.map((at) => [at, at]);
  for (let i = target; i > 0; i--) {
    if (!found[i]) continue;
    const op = ops[i - 1];
    for (const source of op.kind === "crop" ? op.inputs.slice(0, 1) : op.inputs) {
      found[source] ??= [null, null];
      for (const axis of [0, 1]) {
        if (found[i][axis] === null) continue;
        const [lo, hi] = seen(op, ...found[i][axis], cropStart(op, sides, axis));
        const part = [Math.max(lo, 0), Math.min(hi, sides[source][axis] - 1)];
        if (part[0] <= part[1]) found[source][axis] = join(found[source][axis], part);
      }
    }
  }
  return found;
}

function cropStart(op, sides, axis) {
  if (op.kind !== "crop") return 0;
  return typeof op.crop === "number" ? op.crop : Math.floor((sides[op.inputs[0]][axis] - sides[op.inputs[1]][axis]) / 2);
}

function join(one, other) {
  return one ? [Math.min(one[0], other[0]), Math.max(one[1], other[1])] : other;
}
