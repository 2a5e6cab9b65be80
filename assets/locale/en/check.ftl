# The self-check: what is claimed, before it is measured.

check-recomposed = Each of { $count } recorded stages follows from those before it.
check-shapes = Each of { $count } recorded stages has the channels, rows and columns that arithmetic gives it.
check-stored = Each of { $count } stages is kept as it was computed, up to half precision.
check-answer = { $count ->
    [one] The mask is what the scores decide.
   *[other] All { $count } masks are what the scores decide.
  }
check-crops = { $count ->
    [one] The crop cuts where the alignment of its streams puts it.
   *[other] All { $count } crops cut where the alignment of their streams puts them.
  }
check-parts = { $count ->
    [one] The parts of each score add up to it, for every class and pixel.
   *[other] The parts of each score add up to it, for every class and pixel of all { $count } outputs.
  }
check-merges = What skip and deep stream bring to the layer after a merge adds up to it, at { $count ->
    [one] the only merge.
   *[other] all { $count } merges.
  }
check-gradient = No gradient leaves the receptive field: { $count } pixels outside three boxes change nothing.

check-title = Self-check

check-note = Nothing on these pages has to be believed. Press the button, and what they claim is computed once more, in another way, on **this** picture and **this** network.
check-now = Check now
check-not-yet = Not measured yet for this picture, network and size. It takes as long as a few passes.
check-running = Computing everything once more …
check-measuring = Step { $step } of { $steps }
check-passed = All { $count } claims hold.
check-failed = { $failed ->
    [one] One of { $count } claims fails:
   *[other] { $failed } of { $count } claims fail:
  } something on the pages of this run is wrong.
check-holds = Holds: largest error **{ $measured }** ({ $unit }; bound { $bound }), at `{ $subject }`.
check-fails = **Fails**: largest error **{ $measured }** ({ $unit }; bound { $bound }), at `{ $subject }`.
check-unit-recomposed = as a part of the stage's range
check-unit-shapes = in rows, columns and channels
check-unit-stored = as a part of the stage's largest value
check-unit-answer = as a part of all pixels
check-unit-crops = in the values themselves
check-unit-parts = as a part of the scores' range
check-unit-merges = as a part of the layer's range
check-unit-gradient = in the gradient itself
check-bounds = "The stage's range" means: the error is given as a part of the distance from the smallest to the largest value. Where rounding is possible the bound is what 32-bit (in one line 16-bit) numbers allow; where nothing can be rounded it is 0.
check-json = JSON
check-command = The same without a browser; it exits with 1 if a claim fails:
