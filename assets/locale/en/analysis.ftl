# What the analyses say of sizes and places.

sizes-mismatch = { $op } joins two streams, but the skip has { $skip } cells here and the deep stream { $deep }.
sizes-kernel = { $op } needs at least { $kernel } cells for its window, but { $padding ->
    [0] only { $side } are left.
   *[other] { $side } with { $padding } of padding at each end are too few.
  }
sizes-odd = { $op } has to cut the skip from { $side } to { $like } cells, which cannot be done equally on both sides.
sizes-whole = { $op } gives { $out } pixels for { $side } of the picture: the pools rounded down, and up-sampling cannot know.

alignment-still = Nothing moves.
alignment-moves = Cell 0 lies at { $formula }; from one cell to the next are { $scale } px.
alignment-crop = Cell 0 of { $stage } lies at { $here }, that of { $like } at { $there }: { $formula } = { $wanted }, so { $first } cells are cut at the start and { $last } at the end.
alignment-crop-off = Cell 0 of { $stage } lies at { $here }, that of { $like } at { $there }: { $formula } = { $wanted } cells should be cut, but { $first } are (and { $last } at the end): { $off } px beside it.
alignment-aligned = Both streams lie on each other.
alignment-gap = The streams lie { $gap } px apart.
