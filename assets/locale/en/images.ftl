image-note-first-frame = The file holds several frames or pages: only the first is used.
image-note-turned = Turned upright as the camera's orientation mark says.
image-note-on-white = Transparent parts are laid on white.
image-note-scaled = Grey values deeper than 8 bits are scaled: { $low } is black, { $high } is white, NaN is black.
fit-resize = The picture ({ NUMBER($picture_width, useGrouping: 0) } × { NUMBER($picture_height, useGrouping: 0) }) is resized to the nearest size that the network takes, { NUMBER($input_width, useGrouping: 0) } × { NUMBER($input_height, useGrouping: 0) }{ $margin ->
    [0] .
   *[other] ; its output is { $margin } pixels smaller on each side, and what it leaves out is marked "not predicted".
  }
fit-pad = The picture ({ NUMBER($picture_width, useGrouping: 0) } × { NUMBER($picture_height, useGrouping: 0) }) is resized to { NUMBER($content_width, useGrouping: 0) } × { NUMBER($content_height, useGrouping: 0) } and padded with mid grey to { NUMBER($input_width, useGrouping: 0) } × { NUMBER($input_height, useGrouping: 0) }: { $left } pixels on the left, { $right } on the right, { $top } above, { $bottom } below{ $margin ->
    [0] .
   *[other] , so that an output { $margin } pixels smaller on each side still covers the whole picture.
  }
fit-mirror = The picture ({ NUMBER($picture_width, useGrouping: 0) } × { NUMBER($picture_height, useGrouping: 0) }) is resized to { NUMBER($content_width, useGrouping: 0) } × { NUMBER($content_height, useGrouping: 0) } and continued by its mirror image to { NUMBER($input_width, useGrouping: 0) } × { NUMBER($input_height, useGrouping: 0) }: { $left } pixels on the left, { $right } on the right, { $top } above, { $bottom } below{ $margin ->
    [0] .
   *[other] , so that an output { $margin } pixels smaller on each side still covers the whole picture.
  }
sample-cat = Cat
sample-motorcycle = Motorcycle
sample-astronaut = Astronaut
sample-cameraman = Cameraman
sample-coffee = Coffee
sample-rocket = Rocket
sample-tissue = Stained tissue
sample-coins = Coins
sample-retina = Retina
sample-galaxies = Galaxies
sample-shapes = Shapes (generated)
sample-cells = Cells (generated)
