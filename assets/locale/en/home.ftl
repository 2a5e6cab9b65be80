# The resolution ladder.

home-title = Resolution ladder

home-lens = A stage's channels as one map
home-lens-energy = energy
home-lens-mean = mean
home-lens-max = maximum

home-input = picture
home-answer = answer { $label }
home-shape = { $c } × { $h } × { $w }
home-shape-mask = { $h } × { $w }
home-place = stride { $stride }, sees { $field } px
home-sum = { $skip } + { $deep }
home-concat = { $skip } beside { $deep }

home-word-hint = Point at any map, touch it, or move with the arrow keys: the same place is marked in every stage. Click to pin it.
home-word-help = Arrow keys move from cell to cell, with Shift ten at a time. Enter pins the pixel. Escape lets go.
home-word-cell = column, row
home-word-centre = centred on
home-word-sees = sees
home-word-padding = padding only
home-word-pinned = pinned
home-word-zoom = enlarged

home-answer-title = The answer on the picture
home-overlay-single = This network has one score a pixel: above zero it is class 1, otherwise class 0.
home-overlay-untrained = Every pixel takes the class with the largest score; class 0 leaves the picture as it is.
home-overlay = Every pixel takes the class with the largest score; "{ $ground }" leaves the picture as it is.
home-colours = Colours: { $colours }, { $scope }; its ends stand under each map, and a tick marks zero. Small maps are shown once at their true size and once enlarged.
home-lens-help = The energy of a cell is the root mean square of its channels: it shows where anything happens at all, whatever the sign.
home-many = This network has { $count } classes and gives a heat map for each of them: the Layers page shows them one by one.
home-whole = The answer at the picture's own { $width } × { $height } px
home-whole-help = One pass for each overlapping tile, so that the picture may be of any size. The network then sees every pixel, but less of each thing at once: what is much larger than in its training pictures it may miss.
home-whole-made = { $tiles ->
    [one] One pass of { $width } × { $height } px.
   *[other] { $width } × { $height } px in { $tiles } overlapping tiles of at most { $tile } px. Of each tile only the cells are kept that see all they would see in one pass over the whole: the answer is the same.
  }
