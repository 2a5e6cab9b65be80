# Shape tables.

tables-title = Shape tables

tables-part = Show
tables-part-layers = layer by layer
tables-part-lineages = article, paper, teaching
tables-part-networks = all networks

tables-height = Height (px)
tables-width = Width (px)
tables-classes = Classes
tables-geometry = Geometry
tables-geometry-same = same (padding 1)
tables-geometry-paper = paper (pad 100, crops)
tables-trained-classes = The trained weights of { $model } tell { $trained } classes apart; this table is for { $classes }.
tables-use = Use { $height } × { $width }

tables-metric-output = Output
tables-metric-params = Parameters
tables-metric-macs = Multiply-accumulates (MACs)
tables-metric-memory = Memory of all outputs
tables-megabytes = { $megabytes } MB

tables-kinds = Show only
tables-search = Name contains

tables-column-name = layer
tables-column-kind = kind
tables-column-channels = C
tables-column-height = H
tables-column-width = W
tables-column-stride = stride
tables-column-offset = first cell at
tables-column-field = sees (max)
tables-column-field-min = sees (min)
tables-column-params = parameters
tables-column-macs = MACs
tables-column-memory = bytes
tables-help-kind = A block's row repeats its last operation's output and counts nothing, so each column adds up to its total.
tables-help-stride = Input pixels from one cell to the next.
tables-help-offset = The input pixel on which cell 0 is centred, along the width (pixel 0's centre is 0).
tables-help-field = The receptive field along the width, in input pixels, padding included: the largest over all cells.
tables-help-field-min = The smallest over all cells: after an up-sampling it depends on the cell's phase.
tables-help-macs = A convolution's weights meet every output cell, a transposed convolution's every input cell.
tables-help-memory = Every output kept as 32-bit floats, without the input.
tables-sum = { $rows } of { $all } rows: { $params } parameters, { $macs } MACs, { $memory } bytes.

tables-csv = CSV
tables-markdown = Markdown

tables-family = Networks
tables-family-fcn = FCN-8s
tables-family-unet = U-Net
tables-lineage-article = article
tables-lineage-paper = paper
tables-lineage-teaching = teaching
tables-at = for { $height } × { $width }
tables-marked = Marked: another number of channels, or another height or width, than in the paper. Each network is computed for the legal size nearest to { $height } × { $width }.
tables-role = role
tables-role-encoder = encoder { $number }
tables-role-pool = pooling { $number }
tables-role-deepest = deepest
tables-role-up = up-sampling { $number }
tables-role-skip = skip { $number }
tables-role-fusion = fusion { $number }
tables-role-decoder = decoder { $number }
tables-role-output = output

tables-meetings = Where the streams meet
tables-meetings-note = The input pixel on which cell 0 of each stream is centred, along the width. Two streams that are fused should lie on the same pixel.
tables-fusion = fusion
tables-met = skip { $skip }, deep { $deep }
tables-aligned = aligned
tables-shifted = { $shift } px apart
tables-output-shift = output
tables-output-shifted = { $shift } px off centre

tables-differences = What differs, and what follows from it
tables-differs-fused-title = What is added
tables-differs-fused = The article adds whole feature maps ({ $maps } channels) and classifies at the very end. The paper first turns each pooling into { $scores } score maps, one a class, and adds those: every skip is a vote that can be read on its own.
tables-differs-shift-title = The article's streams are misaligned
tables-differs-shift = A pooling puts x at { $pool }, the article's up-sampling puts it at { $up }: the quarter is never taken back. The two inputs of the first sum lie { $first } px apart, of the second { $second } px, and the output is off by { $output } px. In the paper's network the crops are such that the shift is { $paper }. Training hides much of it.
tables-differs-order-title = BatchNorm after the sum
tables-differs-order = The article's decoder goes { $article }: the skip is added to a rectified map and only then normalised. The paper has neither ReLU nor BatchNorm between its score maps.
tables-differs-kernels-title = The kernels that enlarge
tables-differs-kernels = Kernel and stride: { $article } in the article, learned from random values; { $paper } in the paper, started as bilinear interpolation. With 3×3 and stride 2 an output cell gets 1, 2 or 4 of the weights, in turn; with a kernel of twice the stride always 4. Uneven sums show as a checkerboard.
tables-differs-head-title = fc6 and fc7
tables-differs-head = The paper keeps VGG16's two large layers as convolutions; fc6 alone has { $fc6 } of the { $paper_params } parameters. The article leaves both out ({ $article_params } in all). The teaching network has them { $width } channels wide instead of { $paper_width } ({ $teaching_params }).
tables-differs-geometry-title = Padding and crops
tables-differs-geometry = The paper pads the picture by { $pad } px, lets poolings round up, and so takes any size; each stream is then cropped to its partner ({ $skips }; at the end { $final }). The article and the teaching network pad each convolution by 1 and need no crop; the teaching network asks for multiples of { $modulus }.
tables-differs-silent-title = Pixels lost without a word
tables-differs-silent = The article's network runs for every side that is 0 to { $rest } more than a multiple of { $modulus } and returns the multiple: { $side } px in, { $out } px out, no message.
tables-differs-thousand-title = Two sentences to read with care
tables-differs-thousand = The article's "1000 pictures" are 1000 channels, one a class: the mask takes the class with the largest score at each pixel. And it says that the paper tried pool2 and pool1 too; the paper reports diminishing returns and stops at pool3.
tables-differs-pool1-title = A misprint: encoder_pool1
tables-differs-pool1 = The article prints { $printed } for encoder_pool1. That is encoder_block1 once more: its code prints the wrong variable. The pooling halves it to { $right }.
tables-differs-upconv-title = Up-convolutions of 3×3
tables-differs-upconv = Kernel and stride are { $article } in the article and { $paper } in the paper. The larger kernel's centre falls on one cell instead of between two, so each level shifts by half a cell: the streams meet { $shifts } px apart, and the output is { $output } px off centre. In the paper they meet exactly.
tables-differs-final-title = The last layer
tables-differs-final = The article's text says 1×1, its code has { $article_kernel } without padding, then { $chain }: { $article_side } → { $article_out }, where the paper's { $paper_kernel } gives { $paper_out }. The ReLU cuts off all negative scores; a class whose scores are all negative is dead: every pixel gets the same value.
tables-differs-norm-title = Where BatchNorm stands
tables-differs-norm = Article: { $article }. Paper: { $paper }, no normalisation at all. Teaching, and most U-Nets today: { $teaching }, so that the ReLU gets values around zero.
tables-differs-crop-title = A crop that leaves one pixel too many
tables-differs-crop = The article cuts "difference // 2" on both sides. For an odd difference one pixel stays: with { $side } px, a skip of { $whole } is cut to { $left } where { $fusion } needs { $want }, and its code stops there with an error. Here such sizes are refused in a sentence.
tables-differs-padding-title = Without padding, or with it
tables-differs-padding = Article and paper do not pad: every 3×3 convolution loses a rim, { $lost } px a side in the paper's network, which is why its skips are cropped. The teaching network pads by 1: sides are multiples of { $modulus }, the mask is as large as the picture, the crops cut nothing; its rim has seen zeros.
tables-differs-ends-title = Channels in, classes out
tables-differs-ends = Article { $article_ends }, paper { $paper_ends }, teaching { $teaching_ends } (as built without other wishes): { $article_params }, { $paper_params } and { $teaching_params } parameters.

tables-networks-note = Each network for the legal size nearest to { $height } × { $width }, with its usual number of classes.
tables-column-network = network
tables-column-lineage = lineage
tables-column-input = input
tables-column-output = output
tables-column-coarsest = largest stride
tables-column-output-field = output sees
tables-column-giga-macs = MACs (10⁹)
tables-column-megabytes = MB
