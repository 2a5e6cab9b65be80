image-note-first-frame = The file holds several frames or pages: only the first is used.
image-note-turned = Turned upright as the camera's orientation mark says.
image-note-on-white = Transparent parts are laid on white.
image-note-scaled = Grey values deeper than 8 bits are scaled: { $low } is black, { $high } is white, NaN is black.
fit-resize = The picture (width × height: { $picture_width } × { $picture_height }) is resized to the nearest size that the network takes, { $input_width } × { $input_height }{ $margin ->
    [0] .
   *[other] ; its output is { $margin } pixels smaller on each side, and what it leaves out is marked "not predicted".
  }
fit-pad = The picture (width × height: { $picture_width } × { $picture_height }) is resized to { $content_width } × { $content_height } and padded with mid grey to { $input_width } × { $input_height }: { $left } pixels on the left, { $right } on the right, { $top } above, { $bottom } below{ $margin ->
    [0] .
   *[other] , so that an output { $margin } pixels smaller on each side still covers the whole picture.
  }
fit-mirror = The picture (width × height: { $picture_width } × { $picture_height }) is resized to { $content_width } × { $content_height } and continued by its mirror image to { $input_width } × { $input_height }: { $left } pixels on the left, { $right } on the right, { $top } above, { $bottom } below{ $margin ->
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
