crops-title = U-Net crops
crops-other = This page is about U-Nets; { $model } is none, so you see { $shown } here. The U-Net that was trained on photos is unet-same.

crops-skips = The four skips and what is kept of them
crops-skips-note = Each skip's heat map, from the finest level to the coarsest. The coloured rectangle is what the crop keeps; the dark frame never reaches the decoder.
crops-skips-whole = Each skip's heat map, from the finest level to the coarsest. This network pads its convolutions, both streams are equally large, and the crops cut nothing: each rectangle is the whole map.
crops-level = Level { $level }: { $name }
crops-skip = { $whole }, kept { $kept }
crops-nested = The kept parts on the picture
crops-nested-note = The same rectangles where their cells lie on the network's input, with their share of it. The deeper the level, the more of the surroundings it may tell.
crops-kept = level { $level }: x { $left }–{ $right }, y { $top }–{ $bottom }
crops-predicted = bright, predicted: x { $left }–{ $right }, y { $top }–{ $bottom }

crops-lost = What gets no answer
crops-lost-note = { $lost ->
    [0] { $width } × { $height } pixels go in, { $wide } × { $tall } come out: nothing is lost, because every convolution pads its input with zeros. The price: near the border, answers rest on zeros that no camera saw.
   *[other] { $width } × { $height } pixels go in, { $wide } × { $tall } come out. Every unpadded convolution takes a rim, { $lost } px a side in all: { $share } of the input's pixels get no answer.
}
crops-input = Input: bright where there is an answer
crops-mask = Mask over the picture

crops-mirror = Overlap-tile: mirror, cut, predict
crops-mirror-needless = This network pads inside every convolution, so it answers for every pixel and needs no mirrored frame. Choose unet-paper or unet-article to see how an unpadded network covers a whole picture.
crops-mirror-note = The picture, { $wide } × { $tall } px, is continued by its mirror image to { $width } × { $height } px, at least { $lost } px on each side, so that the output covers all of it. A picture too large for the memory is cut into tiles: each tile (blue) is read whole, and answers for its middle (red). The middles cover the picture without a gap.
crops-tile-side = Side of a tile (px)
crops-tile = Which of the { $count } tiles
crops-tile-note = Reads { $side } × { $side } px, rows { $top } to { $bottom }, columns { $left } to { $right }; answers for the { $out } × { $out } px in the middle.
crops-predict = Run the network on this tile
crops-predict-help = Two passes: one on the tile alone, one on the whole mirrored picture. They take a few seconds.
crops-tile-answer = The tile alone; cream: no answer
crops-whole-answer = The whole mirrored picture in one pass
crops-seamless = **Is the seam visible?** { $unsure ->
    [0] Tile and whole picture differ by { $difference } at most where they overlap, the largest score being { $largest }: nothing but rounding. Without padding a cell cannot tell where its tile ends, so the tiles fit together exactly.
   *[other] In all but the last { $unsure } of the { $rows } rows and columns, tile and whole picture differ by { $difference } at most, the largest score being { $largest }: nothing but rounding. In those last ones they differ by up to { $edge }: this network's up-convolutions are wider than their stride and take what would lie behind a map's last cell for zero, which is padding by another name. Only a network without any fits its tiles together exactly, as the paper's does.
  } (Tiles start at multiples of 16 px; any other shift would move the poolings.)

crops-blocks = Side by side, not summed
crops-blocks-note = U-Net's fusion lays the channels of both streams side by side, and the next convolution decides how to mix them. FCN adds scores, so its fusion costs no more than one of its parts.
crops-level-choice = Level
crops-memory = { $size } as 32-bit floats: { $megabytes } MB (millions of bytes)
crops-column-fusion = Fusion
crops-column-channels = Channels
crops-column-cells = Cells
crops-column-concat = MB
crops-column-sum = MB if summed

crops-sizes = The arithmetic, for any size
crops-sizes-note = Type the side of a square input for { $model }. Every number is derived from the network's declaration.
crops-side = Side of the input (px)
crops-fits = **{ $side } → { $out }**: { $lost } px lost a side. What a crop takes off a side is half of what the skip has more than the deep stream:
crops-lines = Every operation that changes the side
crops-column-level = Level
crops-column-skip = Skip
crops-column-deep = Deep stream
crops-column-crop = Cut a side
crops-column-operation = Operation
crops-column-kind = Kind
crops-column-side = Side

crops-variants = Paper, article and today
crops-variant-note = { $width } × { $height } → { $wide } × { $tall }, { $lost } px lost a side
crops-variant-nearest = { $model } cannot take { $side }: its column is for { $nearest }, the nearest side that fits.
crops-row-sides = Side in → out
crops-row-lost = Lost a side (px)
crops-row-deepest = Deepest map's side
crops-row-crops = Crops a side, deepest first
crops-row-padding = Convolutions: kernel, padding
crops-row-unit = After each convolution
crops-row-up = Up-convolutions: kernel, stride
crops-row-last = Last block
crops-row-legal = Sides that fit
crops-row-params = Parameters
crops-rule = { $residue ->
    [0] multiples of { $modulus }
   *[other] { $residue } more than a multiple of { $modulus }, at least { $minimum }
}
crops-last-block = **Why { $article } and not { $paper }?** The article's text says that the last layer is 1 × 1; its code has an unpadded { $kernel } × { $kernel } block there, which takes one more pixel a side. From { $side } px the paper's network loses { $paper_lost } px a side, the article's { $article_lost }.
crops-trap = **The odd-size trap.** The article cuts `diff // 2` cells on both sides. At an input of { $side } px, { $crop } gets a skip of { $skip } cells where { $wanted } are wanted: the difference is { $spare }, { $spare } // 2 = { $half }, and { $skip } − 2·{ $half } = { $kept }, one cell too many. Its code then stops in the concatenation with an error; here such sizes are refused in a sentence beforehand.
