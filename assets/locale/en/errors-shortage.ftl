memory-short = There is not enough free memory for { $model } at { NUMBER($size, useGrouping: 0) } pixels{ $smaller ->
    [0] ; close other programs, or choose a smaller working size or network.
   *[other] ; { NUMBER($smaller, useGrouping: 0) } pixels do work: choose that working size.
  }
disk-full = The disk is full or may not take more ({ $reason }), so the result was not written; make room, or write to another place.
