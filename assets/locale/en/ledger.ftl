ledger-title = Score ledger
ledger-other = This page is about FCN; { $model } is not one, so you see { $shown } here.

ledger-answer = Answer
ledger-x = x (px from the left)
ledger-y = y (px from the top)
ledger-telling = A pixel worth a look
ledger-pin-note = Moving the pixel pins it for all pages; so does a click in the resolution ladder on the first page.
ledger-located = { $label ->
    [mask] The answer
   *[other] The answer at { $label }
  } over the picture; the ring is pixel ({ $x }, { $y })
ledger-no-answer = The network gives no answer at this pixel: it lies in a border that the output does not cover. Please choose one further inside.

ledger-split = Every score, split
ledger-split-note = Pixel ({ $x }, { $y }) takes its answer from cell (row { $row }, column { $column }) { $label ->
    [mask] of the scores
   *[other] of the { $label } scores
  }: **{ $name }** wins with { $score }, { $lead } ahead of { $second }. Each bar is a class; its coloured pieces are what every stream brings, and they end where the network's own score lies.
ledger-gates = Between these streams and the scores lie { $count } ReLUs ({ $names }), so this decoder is not linear. Each of their cells is held open or shut as it was in this pass: with that the parts add up, but for another picture other cells open. The streams are the pooled maps themselves, not scores; the shifts of all BatchNorms count as biases.
ledger-own = the network's own score
ledger-axis = score (logit), before the argmax
ledger-bias = bias of { $layer }
ledger-biases = all biases
ledger-later-biases = biases and shifts after the streams
ledger-class = Class in numbers and maps
ledger-part = Part
ledger-sum = sum of the parts
ledger-lead = difference
ledger-proof = Measured error at this pixel: at most { $here } between sum and own score, over all classes. Over every pixel and class: { $worst }, which is { $share } of the scores' range ({ $span }). It is float32 rounding.

ledger-maps = The parts as maps: { $name }
ledger-maps-note = Red speaks for the class, blue against it, white says nothing. The last map is the sum of the others. { $gates ->
    [0] A bias is one number for each class, but once up-sampled it is a map: where the kernel hangs over the border, some of it is missing.
   *[other] Biases and shifts are maps as well: what becomes of them depends on which ReLUs are open.
  }

ledger-changes = What changed the winner
ledger-one-answer = { $model } gives a single answer. A coarser or finer FCN of the paper is another network with weights of its own, so no difference between them could be put down to a stream or a path. The strides of { $several } share their weights.
ledger-several = Show { $model }
ledger-changes-note = A finer stride differs from the coarser one in two ways: a **new stream** is added, and the old scores are enlarged along **another path**, with one step more. Even without the new stream the scores would not be the same; so the path is a term of its own.
ledger-change = **{ $coarse } → { $fine }** at this pixel: { $cause ->
    [same] { $after } wins both times; here is its lead over its strongest rival, { $before }.
    [stream] { $before } loses to { $after }. The new stream, { $layer }, does it alone; the changed path would not have.
    [path] { $before } loses to { $after }. The changed path does it alone: the same scores enlarged in other steps. The new stream, { $layer }, would not have.
    [either] { $before } loses to { $after }. The new stream, { $layer }, would have done it alone, and so would the changed path.
   *[together] { $before } loses to { $after }. Neither the new stream, { $layer }, nor the changed path would have done it alone; both together do.
  }
ledger-term-before = lead at { $coarse }
ledger-term-path = changed path
ledger-term-stream = new: { $layer }
ledger-term-after = lead at { $fine }
ledger-ahead = { $after } ahead of { $before } by
ledger-reasons = **{ $coarse } → { $fine }** over the whole picture: why pixels change their answer
ledger-cause-same = same answer
ledger-cause-stream = new stream alone
ledger-cause-path = changed path alone
ledger-cause-either = either alone would do
ledger-cause-together = only both together
ledger-example = Example: { $cause }
