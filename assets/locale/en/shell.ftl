# The frame of every page.

shell-title = SegViz
shell-menu-system = system
shell-menu-light = light
shell-menu-dark = dark
shell-button-stop = Stop
shell-language = Language
shell-lesson = Read this first (one minute)
shell-broken = Something failed on our side and this view cannot be shown; another picture, network or size may work.

shell-picture = Picture
shell-upload = Your own pictures
shell-uploader-upload = Choose pictures
shell-uploader-limit = or drop them here; up to 20 MB each
shell-uploader-refused = What is marked red was not taken: a picture may have at most 20 MB.
shell-uploader-photo = Take the photo
shell-uploader-camera = Please allow your browser to use the camera.
shell-camera = Use the camera
shell-reading = Reading the pictures …
shell-upload-lost = Your own picture is never stored, so it was lost when the page or the program started anew or newer ones took its place: please choose it again; until then you see a bundled one.
shell-upload-full = Older pictures of yours made room for newer ones: at most { $most } ({ $mb } MB together) are kept for you at a time; choose one again to see it again.
shell-away-title = No connection
shell-away-words = The computer that SegViz runs on does not answer; as soon as it does, the page goes on by itself.
shell-seed = Scene
shell-another = Another scene

shell-network = Network
shell-lineage-teaching = teaching
shell-lineage-paper = as in the paper
shell-lineage-article = as in the article

shell-display = Size and colours
shell-size = Working size (px)
shell-size-help = The picture's long side as the network sees it. Twice the side is four times the work.
shell-fit = Fitting
shell-fit-help = A network takes only certain sizes. The picture is stretched a little to the nearest one, or padded with grey, or continued by its mirror image.
shell-fit-resize = resize
shell-fit-pad = pad
shell-fit-mirror = mirror
shell-scale = Colours stretch over
shell-scale-help = Each map: every map uses all the colours, so its pattern shows best. Whole stage: the range is that of all channels of the stage, so maps can be compared.
shell-scale-map = each map
shell-scale-stage = whole stage
shell-colours = Colour map

shell-running = The answer of { $model } is on its way …
shell-recalling = Recording { $stage } once more …
shell-waiting = { $before ->
    [one] One picture is computed before yours.
   *[other] { $before } pictures are computed before yours.
}
shell-trained = trained: { $name }
shell-trained-own = trained: { $name } (your own file)
shell-untrained = untrained
shell-untrained-note = The weights are random initial ones: sizes, strides and receptive fields are real, the classes mean nothing.

shell-download-png = PNG
shell-download-pdf = PDF
shell-unpredicted = not predicted
shell-tile = Tile { $number } of { $tiles }

shell-precision = Computing with
shell-precision-help = Fast: bfloat16, which keeps 8 of float32's 24 bits, in about half the time. It is the default only for weights whose answers it was measured to keep on 99.5 % of the pixels of every bundled picture. Pages whose sums must come out exactly always use float32.
shell-precision-float32 = float32
shell-precision-fast = fast (bfloat16)
