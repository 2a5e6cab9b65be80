fusion-title = Fusion
fusion-other = This page needs a network with skips; { $model } has none of the kinds shown here.
fusion-no-merge = { $model } merges nothing; you see { $shown } instead.

fusion-lens = Maps show
fusion-lens-channel = one channel
fusion-lens-energy = energy of all channels
fusion-lens-help = One channel: signed values, which really add up, red above and blue below zero. Energy: the root mean square over all channels, which shows where a stream says anything at all, but does not add up.

fusion-unet = U-Net concatenates
fusion-fcn = FCN adds
fusion-level = Merge, from the deepest to the finest
fusion-channel = Channel (0 to { $last })
fusion-channel-help = It begins with the channel to which both streams bring most.
fusion-class = Class
fusion-formula-concat = `{ $merge }` lays `{ $skip }` and `{ $deep }` side by side. The convolution after it reads both, so it is two convolutions and a sum: `{ $target }` = W_skip ∗ `{ $skip }` + W_up ∗ `{ $deep }` + b. Only then `{ $stop }` ends the linearity.
fusion-formula-sum = `{ $merge }` = `{ $skip }` + `{ $deep }`. Here the skip was weighted *before* the merge, by its own score layer, whose bias is shown apart; each map is the score of a class.
fusion-formula-after = `{ $merge }` = `{ $skip }` + `{ $deep }`: whole feature maps are added, channel by channel, with equal weights. What follows is linear up to `{ $target }`, so that can be split; then `{ $stop }` ends it. The shift of the BatchNorm between them counts as bias.
fusion-part-skip = skip · { $skip }
fusion-part-deep = deep · { $deep }
fusion-part-bias = biases
fusion-part-sum = sum · { $target }
fusion-error = Measured: the sum of the parts differs from the recorded { $target } by at most { $error } over all channels and cells, { $share } of its range ({ $span }).
fusion-shares = Whose energy is it? The sum of squares of either part, as a share of both, at every merge:
fusion-stream-skip = skip
fusion-stream-deep = deep stream

fusion-costs = What a merge costs
fusion-costs-note = For the inputs on show, in 32-bit floats. A skip has to be kept from the encoder until it is merged. A concatenation has the channels of both, and the next convolution needs weights for the skip's; a sum has the channels of one, and no weights after it.
fusion-column-merge = Merge
fusion-column-held = Skip kept
fusion-column-out = Merged
fusion-column-waiting = MB kept
fusion-column-memory = MB merged
fusion-column-if-summed = MB if summed
fusion-column-weights = Weights for the skip
fusion-total = Skips kept and merged maps together: **{ $unet_total } MB** in { $unet }, **{ $fcn_total } MB** in { $fcn }.
