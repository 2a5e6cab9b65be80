memory-short = There is not enough free memory for { $model } at { NUMBER($size, useGrouping: 0) } pixels{ $smaller ->
    [0] ; close other programs, or choose a smaller working size or network.
   *[other] ; { NUMBER($smaller, useGrouping: 0) } pixels do work: choose that working size.
  }
