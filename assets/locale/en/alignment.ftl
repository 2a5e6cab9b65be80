# Where every cell lies on the picture, and whether streams that meet fit.

alignment-title = Alignment

alignment-side = Side of the picture (px)

alignment-met = What is cut, and does it fit?
alignment-cut = cut { $cells }
alignment-off = { $gap } px apart
alignment-against-skip = skip and deep stream
alignment-against-picture = output and picture
alignment-cropped = Every stream is cut so that it lies exactly on its partner. The numbers are not chosen: each is the cell that lies where the partner's first cell does, and the lines marked below compute it.
alignment-clean = Nothing needs to be cut: paddings and kernels are such that every stream lies exactly on its partner.
alignment-shifted = The streams do **not** lie on each other; worst is `{ $stage }`, { $gap } px apart. Nothing fails and no sizes clash, so nobody notices; the network must learn to undo it as far as it can.

alignment-drawn = Drawn on your picture
alignment-meeting = Where two streams meet
alignment-meeting-skip = { $stage }: skip and deep stream
alignment-meeting-picture = { $stage }: output and picture
alignment-try = Cells cut from { $stage } at the start (the network cuts { $own })
alignment-picture = the picture
alignment-together = Cell i of { $first } lies on pixel **{ $here }**, cell i of { $second } on pixel **{ $there }**: exactly on each other.
alignment-apart = Cell i of { $first } lies on pixel **{ $here }**, cell i of { $second } on pixel **{ $there }**: :orange-background[**{ $gap } px apart**], in cells: { $cells }.
alignment-picker = Click on the picture to look elsewhere.
alignment-grids = Both streams' cells
alignment-key = Blue lines: { $first }. Orange dashes: { $second }. { $every ->
    [1] One blue and one orange cell are filled: they have the same number, so they are joined.
   *[other] Lines are drawn every { $every } cells. One blue and one orange block are filled: their cells have the same numbers, so they are joined.
  }
alignment-double = What is joined
alignment-double-right = The picture twice, half of each: once by the places of { $first }, once by those of { $second }. They coincide.
alignment-double-shifted = The picture twice, half of each: once by the places of { $first }, once by those of { $second }, { $gap } px away. Every edge comes twice.

alignment-ledger = Operation by operation
alignment-rules = After a convolution or pooling with kernel k, stride s and padding p, coordinate x is found at **x/s + (p − (k − 1)/2)/s**; after an up-sampling at **s·x + (k − 1)/2 − p**; after a crop that cuts c cells at **x − c**. Putting one into the next gives the two columns in the middle.
alignment-every = Show operations that move nothing, too
alignment-every-help = ReLU, BatchNorm, dropout, and convolutions that are padded so that every cell stays where it is.
alignment-output-off = The cells belong on pixels { $there }, but lie on { $here }: { $gap } px off.
alignment-column-operation = Operation (* output)
alignment-column-kind = Kind
alignment-column-step = What it does to x
alignment-column-cell = Picture pixel x is at cell
alignment-column-pixel = Cell i is on pixel
alignment-column-side = Cells
