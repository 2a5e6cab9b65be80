ablation-title = Ablation and ceiling
ablation-no-skip = { $model } has no skip to switch off; you see { $shown } instead.

ablation-skips = Without a skip
ablation-off = { $merge }: skip off
ablation-mode = In its place
ablation-mode-zero = nothing (zeros)
ablation-mode-noise = noise
ablation-seed = Seed of the noise
ablation-answer = Answer
ablation-nothing-off = Every skip is on. Switch one off to see what it is worth.
ablation-not-retrained = Ablated, not retrained: the network never learnt to do without this skip. What one trained without it could do is another question.
ablation-tile-before = with every skip
ablation-tile-after = ablated, not retrained
ablation-tile-changed = changed pixels (orange)
ablation-column-answer = Answer
ablation-column-changed = Changed pixels
ablation-column-accuracy-before = Accuracy
ablation-column-accuracy-after = Accuracy, ablated
ablation-column-iu-before = Mean IU
ablation-column-iu-after = Mean IU, ablated

ablation-ceiling = The ceiling of a stride
ablation-ceiling-note = The reference mask (exact for a generated scene, drawn by hand for a photo), shrunk to one label a cell (the most frequent one) and enlarged again: what a network with one label a cell and no mistakes would reach on this picture. An FCN blends its scores between the cells, so this is a guide, not a law.
ablation-no-reference = This picture has no reference mask, so neither figures nor a ceiling can be given; these bundled pictures have one:
ablation-untrained = The weights are untrained: figures against the reference would mean nothing, so none are shown.
ablation-no-match = The reference knows { $names }, which this network does not, and there is no background that both share: nothing can be compared.
ablation-foreground = The network does not know { $names }: only foreground (white) against background (black) is compared.
ablation-perfect = reference at 1/{ $stride }
ablation-reached = { $label ->
    [mask] this network
   *[other] this network, { $label }
  }
ablation-column-mask = Mask
ablation-column-accuracy = Accuracy
ablation-column-iu = Mean IU
ablation-truth = reference
ablation-coarse = at 1/{ $stride }
