# What a cell can see, and what of it counts.

field-title = Receptive field

field-stage = Stage
field-row = Row (0 to { $last })
field-column = Column (0 to { $last })
field-of = Gradient of
field-of-all = the sum of all channels
field-of-one = one channel
field-channel = Channel
field-class = Channel { $channel } is the class "{ $name }".

field-tracing = Tracing { $stage } back to the picture …
field-picker = Click on the picture to choose another cell.
field-heat = Red: the box that the cell can see. Inside it in colours, from dark to bright: how strongly each pixel changes the cell.
field-box = This cell can see a box of **{ $height } × { $width } px**.
field-box-cut = Of it { $height } × { $width } px lie on the picture; the rest is padding.
field-box-padding = All of it is padding: nothing in the picture can change this cell.
field-box-phases = In this stage that differs from cell to cell, from { $least } to { $most } px, by where the cell falls in the up-sampling.
field-silent = On this picture the cell has no gradient: somewhere on every way to it a ReLU is shut. Try a neighbour, or another channel.
field-metric-side = { $share } of the gradient fits on
field-square = { $side } × { $side } px
field-metric-central = Energy in the central half
field-central = The first is a square of as many pixels as hold that much of the gradient's length. The central half of the box (green below) is a quarter of its area: a gradient spread evenly over the box would have 25 % of its energy there.
field-outside-zero = Outside the box the gradient is **zero**: the largest of the values at { $count } pixels is { $largest }.
field-outside-broken = Outside the box the gradient should be zero, and at { $count } pixels its largest value is **{ $largest }**: that is a fault of ours.
field-outside-none = Nothing lies outside the box: this cell can see the whole picture.

field-close = Close up
field-seen = What { $stage } (row { $row }, column { $column }) sees
field-slope = How much each pixel counts
field-middle = Green: the central half of the box.

field-growth = How it grows
field-growth-note = The same place at every pooling, at the coarsest stage and at the output: what a cell can see, and what counts. One backward pass each.
field-growth-measure = Measure it
field-column-stage = Stage
field-column-box = Box (px)
field-column-side = { $share } on a square of (px)
field-column-central = Energy in the central half
field-column-outside = Largest outside
