# The card of a weights file: what it was trained on, and what it reaches.

card-open = About these weights
card-trained = Trained on: { $what }
card-classes = **{ $count } classes:** { $names }
card-many = One picture proves little. On the { $pictures } pictures kept out of training, long side { $size } px, these weights have a mean IU of { $figures }.
card-reached = On **{ $pictures } pictures kept out of training**, long side { $size } px:
card-output = output
card-pixels = pixel accuracy
card-mean-iu = mean IU
card-boundary = mean IU within 3 px of a boundary
card-finer = 4s and 2s are our own experiment: score layers on pool2 and pool1 as well. The FCN paper stops at 8s.
card-members = { $count } networks stand side by side in it, each with one channel in { $count }. They meet in the last layer only: the scores are the mean of theirs.
card-by-hand = They were put together by hand, and which ones was decided on the pictures kept out: the last digit is a little too good. The command below makes another file (docs/training.md).
card-grown = Training began with one channel in { $count }; each then became { $count } copies. Maps that look alike on the Layers page are such copies.
card-each = IU of each class ({ $output }): { $figures }
