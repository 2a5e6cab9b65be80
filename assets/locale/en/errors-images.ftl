image-empty = The file is empty: no bytes arrived; choose it once more, or another picture.
image-too-many-bytes = The file has { $megabytes } MB, and at most { $limit } MB are read; save the picture smaller or as a JPEG.
image-not-a-picture = The file is not a picture but { $kind ->
    [html] a web page (HTML)
    [svg] a drawing (SVG), which has no pixels yet
    [pdf] a PDF document
    [zip] a zip archive or an office document
    [archive] a compressed archive
    [office] an office document
    [psd] a Photoshop document
    [jpeg2000] a JPEG 2000 file, which is not read here
    [jpegxl] a JPEG XL file, which is not read here
    [video] a video
    [audio] a sound
    [program] a program
    [text] plain text
   *[unknown] something unknown
  }, whatever its name says; choose or export a JPEG, PNG, WebP, BMP, TIFF, GIF, AVIF or HEIC picture.
image-damaged = The { $format } file is cut short, damaged or of a rare variety, so its pixels cannot be read; fetch it once more, or save it anew as PNG or JPEG.
image-too-many-pixels = The picture is { $width } × { $height } pixels ({ $megapixels } megapixels), and at most { $limit } megapixels are read; scale it down first.
image-bomb = The file claims far more pixels than the { $limit } megapixels that are read, so it was not opened; scale the picture down first.
image-too-small = The picture is { $width } × { $height } pixels, and each side needs at least { $limit }; choose a larger picture.
image-too-long = The picture is { $width } × { $height } pixels, and its long side may be at most { $limit } times its short side; cut out the part that matters.
image-no-values = None of the picture's values is a finite number (all are NaN or infinite), so there is nothing to show; export it again with ordinary values.
image-no-memory = There is not enough free memory to open this picture; scale it down, or try again in a moment.
sample-unknown = There is no bundled picture called "{ $name }"; there are { $names }.
sample-missing = The bundled picture "{ $name }" is missing because the installed scikit-image lacks the file { $file }; reinstall scikit-image, or choose another picture.
