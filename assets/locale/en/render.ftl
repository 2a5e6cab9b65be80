# What is written on and beside the pictures: colour scales, axes, hover texts, figures for download.

render-scale = { $colours } from { $low } to { $high }; { $zero }; { $scope }
render-scale-constant = { $colours }, one colour: every value is { $value }; { $scope }

render-zero-middle = zero is white
render-zero-first = zero is the darkest colour
render-zero-last = zero is the brightest colour
render-zero-inside = zero is { $percent } % of the way
render-zero-outside = zero is not in the range

render-scope-map = range of this map
render-scope-stage = range of the whole stage
render-scope-shared = one range for all maps shown
render-scope-channel = every channel has a range of its own
render-scope-fixed = range as given

render-colours-viridis = viridis
render-colours-magma = magma
render-colours-cividis = cividis
render-colours-grey = grey
render-colours-blue-red = blue to red

render-broken = { $count ->
    [one] One value is not a finite number; it is shown in magenta.
   *[other] { $count } values are not finite numbers; they are shown in magenta.
}
render-grid-step = The maps are larger than a tile: each tile shows one cell in { $step } each way.
render-ignored = not labelled

render-fusion-concat = { $parts } = { $total } channels, side by side
render-fusion-sum = { $count } × { $parts } channels added: still { $total }

render-axis-value = value
render-axis-count = cells
render-axis-side = side in cells
render-hover-value = value
render-hover-cell = cell (row, column)
render-hover-pixel = input pixel (x, y)
render-hover-size = size
render-hover-stride = stride

render-lens-mean = mean over the channels
render-lens-max = maximum over the channels
render-lens-energy = energy (root mean square) over the channels
render-lens-channel = channel { $channel }

render-rung-stride = stride { $stride }
render-rung-field = sees { $field } px
render-scope-each = { $colours }; every map has a range of its own
