# Layers.

layers-title = Layers

layers-stage = Stage
layers-previous = Before
layers-next = After
layers-lens = Its channels as one map
layers-lens-energy = energy
layers-lens-mean = mean
layers-lens-max = maximum
layers-lens-channel = one channel
layers-channel = Channel

layers-overlay = Laid over the picture
layers-overlay-alt = { $label }, laid over the picture
layers-thinned = The map has { $height } × { $width } cells; to point at there is one in { $step } each way, with its own value, nothing is averaged. Beside it the map is whole.
layers-pinned = pinned pixel ({ $x }, { $y }): cell (row { $row }, column { $column }), value { $value }

layers-arithmetic = What it does, and why it has this size
layers-does-conv = Every cell is a weighted sum of { $kernel } × { $kernel } cells of all { $channels } channels of { $first }, the same weights everywhere.
layers-does-relu = Negative values of { $first } become 0, the others stay.
layers-does-batchnorm = Each channel of { $first } is shifted and scaled by numbers learned in training.
layers-does-pool = Of every { $kernel } × { $kernel } cells of { $first } the largest is kept, { $stride } cells apart, each channel by itself.
layers-does-up = Every cell of { $first } spreads a { $kernel } × { $kernel } pattern of weights, { $stride } cells apart; where patterns overlap they add up.
layers-does-crop = The part of { $first } that lies on { $second } is cut out.
layers-does-concat = The channels of { $first } and then those of { $second } are put one after the other.
layers-does-sum = { $first } and { $second } are added cell by cell.
layers-does-dropout = In training some values of { $first } are set to 0 at random; here they all stay.
layers-was-dense = In VGG16 this layer was fully connected: choose vgg16-heatmap to see that both forms give the same numbers.
layers-column-name = layer
layers-column-kind = kind
layers-column-out = C × H × W
layers-column-stride = stride
layers-column-sees = sees (px)
layers-column-params = parameters
layers-column-macs = MACs
layers-column-memory = bytes
layers-side = Height and width: `{ $formula }`
layers-height = Height: `{ $formula }`
layers-width = Width: `{ $formula }`
layers-unchanged = Height and width stay { $height } × { $width }.
layers-channels = Channels: `{ $formula }`
layers-field = Receptive field, in input pixels: `{ $formula }`
layers-params = Parameters: `{ $formula }`
layers-macs = Multiply-accumulates: `{ $formula }`
layers-memory = Bytes of 32-bit floats: `{ $formula }`

layers-channels-title = { $count ->
    [one] The channel
   *[other] All { $count } channels
}
layers-dead = { $count ->
    [0] None of the { $all } channels is dead.
    [one] One of the { $all } channels is dead, it has the same value everywhere: { $named }.
   *[other] { $count } of the { $all } channels are dead, they have the same value everywhere: { $named }.
  } On average { $zeros } of a channel's values are exactly zero. { $silent ->
    [0] Each channel is above zero somewhere.
    [one] One channel is nowhere above zero.
   *[other] { $silent } channels are nowhere above zero.
  }
layers-sheet = Sheet
layers-sheet-hint = Point at a channel to read its number; click to see it alone. Dashed: dead.
layers-sheet-help = The stage's channels. Arrow keys move from one to the next, Enter shows one alone.
layers-sheet-channel = channel
layers-sheet-dead = dead
layers-histogram = How often each value occurs in the stage
layers-histogram-channel = How often each value occurs in channel { $channel }
layers-log = Logarithmic counts

layers-dense = Fully connected or convolutional: the same numbers
layers-dense-running = Computing the classifier both ways …
layers-dense-note = VGG16 was trained with three fully connected layers, which take a 7 × 7 map and nothing else: a picture of 224 × 224. Their matrices, read as 7 × 7 and 1 × 1 kernels, are convolutions, and those take any size. On your picture, scaled to 224 × 224, both forms were computed with the same weights: the largest difference among the scores is **{ $error }**, with scores up to { $largest } (a part of { $relative }), which is rounding.
layers-dense-layer = layer
layers-dense-matrix = dense matrix
layers-dense-kernel = kernel
layers-dense-largest = largest value
layers-dense-error = largest difference
layers-dense-top = The { $count } classes with the largest scores, both ways:
layers-dense-class = class
layers-dense-dense = fully connected
layers-dense-convolutional = convolutional
