# Training and measuring: the command line and its errors.
train-no-data = There is no training data in { $folder }: none of { $expected } is there. Give the folder that holds them, or let train --download fetch caltech101 and oxford-iiit-pet; the others are to be fetched by hand: docs/sources.md says whence, and how their folders look.
train-not-ours = "{ $name }" was not trained by a recipe of ours, so there is no data to measure it on; there is for { $names }.
train-one-geometry = { $name } has one geometry only; leave --geometry out.
train-recipe-unknown = There is no recipe called "{ $name }"; there are { $names }.
train-nothing-to-resume = There is no checkpoint to go on from in { $folder }. Train without --resume first, or name the folder of that training with --out.
train-done = Trained. The weights of "{ $recipe }", checkpoints, log and curve are in { $folder }. To see them in the app and to measure them: python -m segviz weights import "{ $file }"
train-measured = { $model }: { $pictures } pictures ({ $split }), long side { $size } px
train-missing = Not there and skipped: { $folders }
train-dropped = { $count ->
    [one] One picture left out: its outline is unusable.
   *[other] { $count } pictures left out: their outlines are unusable.
  }
train-help-train = Train RECIPE (photos, em, nuclei or photos-unet) and write its weights. Several GPUs of a machine are used by themselves, several machines through torchrun.
train-help-evaluate = Measure the weights or the network called NAME on labelled pictures: pixel accuracy, mean IU, IU of each class, and IU within 1, 3 and 5 px of the true boundaries.
train-help-data = The folder that holds the data sets, each in a folder of its own.
train-help-download = Fetch the sets that are missing (Caltech-101 and Oxford-IIIT Pet).
train-help-resume = Go on from the last checkpoint.
train-help-minutes = How long to train; the learning rate follows the time. Default: the recipe's own.
train-help-out = Where checkpoints, log, curve and weights go. Default: your cache folder.
train-help-start = Begin with the published weights called NAME instead of random ones: the recipe's own, at half the learning rate, or for photos those of photos-unet, whose encoder is taken.
train-help-split = heldout: the pictures that training never saw; all: every picture.
train-help-size = The pictures' long side in pixels. Default: 256, for em 512.
train-help-write = Write the figures into the weights' card as well.
train-help-geometry = The teaching FCN's geometry; other networks have one of their own.
train-help-json = Print JSON.
