# The command line: help, table headings, results and mistakes.

cli-help = See how FCN and U-Net work: every tensor of a picture, from 1/1 to 1/32 and back.
cli-lang-help = Language of everything that is said.
cli-json-help = Print JSON.
cli-csv-help = Print CSV.
cli-markdown-help = Print a Markdown table.
cli-usage = { $problem } (See: { $command } --help)

cli-models-help = List the networks, their parameters and the weights they have here.
cli-column-name = name
cli-column-family = family
cli-column-params = parameters
cli-column-classes = classes
cli-column-weights = weights
cli-column-kind = kind
cli-column-size = C×H×W
cli-column-stride = stride
cli-column-field = receptive field
cli-column-macs = MACs
cli-column-memory = bytes (float32)
cli-column-models = networks
cli-column-file = file
cli-column-state = state
cli-total = total

cli-shapes-help = Print every stage of the network NAME: its size, stride, receptive field, parameters and multiply-accumulates.
cli-shapes-size-help = The input's height and width in pixels, or one number for a square; otherwise the legal size nearest to 512x512.
cli-classes-help = How many classes the network tells apart.
cli-channels-help = How many channels the input has.
cli-geometry-help = "same" or "paper", for the networks that have both.
cli-shapes-title = { $model }: { $input } in, { $output } out, { $params } parameters
cli-bad-size = "{ $value }" is not a size: write height x width in pixels, each from 1 to { $largest }, such as 512x512 or 388x572.

cli-run-help = Run a network on pictures and write each one's mask, overlay, heat maps and run.json into a folder of its own.
cli-model-help = The network; "models" lists them.
cli-out-help = Where the folders go, one a picture.
cli-size-help = The long side in pixels that a picture is scaled to before it is fitted to the network.
cli-fit-help = How a picture gets a size that the network takes.
cli-weights-help = The name of weights ("weights list"), "default" for the best there are, or "untrained".
cli-ran = { $file }: { $model }, weights { $weights }, { $size } -> { $folder }
cli-refused = { $file }: { $reason }
cli-is-folder = This is a folder, not a picture; name the pictures in it, such as folder/*.jpg.
cli-no-file = There is no such file; check its name and folder.
cli-not-read = The file cannot be read ({ $reason }); check its name and your permission to read it.
cli-not-written = The results cannot be written to { $folder } ({ $reason }); name another folder with --out, or make room.

cli-weights-group-help = Trained weights: what there is, and how to add published ones or your own.
cli-weights-list-help = List the weights that are bundled or imported, and whether each file is as its card says.
cli-weights-fine = intact
cli-weights-import-help = Add weights: published ones (a PyTorch .pth file with tensors only, and --model), which become safetensors in your own cache, or those of a training (a .safetensors file with its card beside it), which are used instead of the bundled ones of their name.
cli-weights-model-help = The network that FILE holds the weights of.
cli-weights-torchvision-help = Instead of a FILE: let torchvision download ImageNet's VGG16 (528 MB) for vgg16-heatmap.
cli-weights-import-usage = Give a .pth FILE and --model, or the .safetensors FILE of a training alone, or --torchvision alone.
cli-imported = The weights "{ $name }" for { $models } are in { $file }.

cli-train-help = Train a network (python -m segviz train --help says how).
cli-evaluate-help = Measure trained weights on labelled pictures.
cli-needs-packages = The command "{ $command }" needs the package { $package }, which is not installed: pip install -r requirements-train.txt brings it.

cli-check-help = Prove what is shown: compute a pass on IMAGE (otherwise the bundled cat) again in other ways and print each claim with its measured error. Exit 1 if one fails.
cli-check-passed = holds
cli-check-failed = FAILS
cli-column-passed = result
cli-column-measured = measured
cli-column-bound = bound
cli-column-subject = worst at
cli-column-claim = claim
