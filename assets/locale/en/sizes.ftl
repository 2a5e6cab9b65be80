# Any size: whether it fits, what fails first, what is lost at the borders.

sizes-title = Size sandbox

sizes-height = Height (px, 1 to { $most })
sizes-width = Width (px, 1 to { $most })
sizes-use = Use { $side }
sizes-use-pair = Use { $height } × { $width }
sizes-own = The picture's own { $height } × { $width }

sizes-fits = { $model } takes { $height } × { $width }.
sizes-axis-height = **Height { $side }:**
sizes-axis-width = **Width { $side }:**
sizes-axis-both = **Height and width { $side }:**
sizes-axis-fits = fits.
sizes-place = (Operation { $place } of { $count }; all before it can be done.)

sizes-out = What comes out
sizes-metric-output = Output
sizes-metric-every = One cell every
sizes-metric-down = Lost, top + bottom
sizes-metric-along = Lost, left + right
sizes-metric-share = Of the picture answered
sizes-pixels = { $count } px
sizes-silent = Nothing fails, and yet the pixels at the far end get no answer: a pooling that finds an odd side drops the last row or column without a word.
sizes-drawn = Your picture cut to this size, to scale
sizes-drawn-whole = Your picture cut to this size, to scale. Every pixel gets an answer.
sizes-drawn-part = Your picture cut to this size, to scale. Bright: what gets an answer. Dark: what the network needs to see but does not answer for.
sizes-drawn-silent = Your picture cut to this size, to scale. Dark, at the far end: what is dropped.
sizes-drawn-coarse = Your picture cut to this size, to scale. Each red square is one cell of the output, { $stride } × { $stride } px around its centre; what it sees is far larger.

sizes-steps = Step by step
sizes-steps-side = From { $side } px
sizes-column-operation = Operation
sizes-column-kind = Kind
sizes-here = fails here
sizes-column-side = Side

sizes-all = All sizes from { $first } to { $last }
sizes-all-note = Each row holds { $period } sizes: the number on its left, plus the one above the column. The frame is the size typed in. Point at a cell to see what becomes of it.
sizes-hover-fits = { $side } → { $cells }, lost { $before } + { $after } px
sizes-hover-fails = { $side }: { $op } fails
sizes-kind-whole = fits, nothing is lost
sizes-kind-borders = fits, and loses its borders
sizes-kind-silent = runs, and loses pixels without a word
sizes-kind-fails = fails
sizes-rule-any = **Rule:** any side from { $minimum } on.
sizes-rule-multiple = **Rule:** multiples of { $modulus }, from { $minimum } on.
sizes-rule-one = **Rule:** sides that leave a remainder of { $first } when divided by { $modulus }, from { $minimum } on.
sizes-rule-many = **Rule:** sides that leave a remainder of { $first } to { $last } when divided by { $modulus }, from { $minimum } on.
