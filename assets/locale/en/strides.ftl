strides-title = FCN strides
strides-other = This page compares the strides of one network; { $model } has not several of them, so you see { $shown } here.

strides-geometry = Geometry
strides-geometry-same = same
strides-geometry-paper = paper
strides-geometry-help = Same: padding 1, every map exactly 1/2 to 1/32 of the input, nothing to crop. Paper: conv1_1 padded by 100 pixels, pools round up, every stream cropped to its partner. The weights are the same.

strides-answers = The answers
strides-answers-note = One pass, { $count } answers: the scores of each stride are enlarged to the input's size, then every pixel takes the class with the highest score.
strides-arithmetic = { $height } × { $width } score cells, one for { $stride } × { $stride } px, enlarged { $stride } times by a { $kernel } × { $kernel } kernel{ $cut ->
    [0] .
   *[other] ; the first { $cut } rows and columns are cut off.
  }
strides-experiment = 32s, 16s and 8s are the paper's; the finer strides are an experiment of ours: further score layers on pool2 and pool1.
strides-legend = Classes found, with their share of the pixels (mean of the strides)

strides-zoom = Zoom
strides-times = Enlarge
strides-lines = Score cells
strides-lines-help = White lines show where one score cell ends and the next begins: a stride cannot decide anything finer, only blend neighbours.
strides-x = Point, x (px from the left)
strides-y = Point, y (px from the top)
strides-busiest = Where the strides disagree most
strides-middle = Middle of the picture
strides-picture = Picture
strides-zoom-note = { $width } × { $height } px around the point ({ $x }, { $y }), every pixel a square. Move it, and it is pinned for all pages.

strides-disagreement = Where the strides disagree
strides-disagreement-note = Each pair of neighbouring strides: what a finer skip changed. In a trained network most of it lies along the edges of objects.
strides-disagreement-colours = Grey: the same answer. Orange: two different answers. Magenta: three or more.
strides-any = any two
strides-differ = { $share } of the pixels differ

strides-class-title = One class before the argmax
strides-class-note = The score map of one class, one for each stride, all in the same colours so that they compare.
strides-class = Class
strides-scores = Scores
strides-full = enlarged to the input
strides-cells = cells before enlarging
strides-range = from { $low } to { $high }
strides-winner-note = And after the argmax: the pixels where **{ $name }** has the highest score of all classes; the rest is dimmed.
strides-won = { $share } of the pixels

strides-argmax = The argmax at the point
strides-argmax-note = At pixel ({ $x }, { $y }) every stride has one score for each class. The highest decides; how far it is ahead says how sure the network is.
strides-decides = **{ $label }**: { $name } with { $score }, { $lead } ahead of { $second }
strides-score = score before the argmax

strides-reference = Against the reference
strides-no-reference = This picture has no reference mask, so nothing can be measured; the bundled pictures with an outline and the generated scenes have one.
strides-no-training = The weights are untrained: figures against the reference would mean nothing, so none are shown.
strides-no-match = The reference knows { $names }, which this network has never heard of, and there is no background that both share: nothing can be compared.
strides-foreground = The network does not know { $names }: only foreground against background is compared, any object class counting as foreground.
strides-stride = Stride
strides-accuracy = Pixel accuracy
strides-mean-iu = Mean IU
strides-boundary = IU within { $band } px
strides-quality-note = IU is intersection over union, here the mean over the classes in the reference; "within" counts only pixels so near to a true boundary. Below: what differs from the reference, in orange.
strides-truth = Reference
