image-empty = 文件是空的：没有收到任何字节；请重新选择这个文件，或换一张图片。
image-too-many-bytes = 文件有 { $megabytes } MB，而最多只读取 { $limit } MB；请把图片存小一些，或存为 JPEG。
image-not-a-picture = 无论文件名怎么写，这个文件不是图片，而是{ $kind ->
    [html] 网页（HTML）
    [svg] 矢量图（SVG），还没有像素
    [pdf] {" "}PDF 文档
    [zip] {" "}zip 压缩包或办公文档
    [archive] 压缩包
    [office] 办公文档
    [psd] {" "}Photoshop 文档
    [jpeg2000] 本程序不读取的 JPEG 2000 文件
    [jpegxl] 本程序不读取的 JPEG XL 文件
    [video] 视频
    [audio] 音频
    [program] 程序
    [text] 纯文本
   *[unknown] 未知的内容
  }；请选择或导出 JPEG、PNG、WebP、BMP、TIFF、GIF、AVIF 或 HEIC 图片。
image-damaged = 这个 { $format } 文件不完整、已损坏或属于罕见的变体，无法读出像素；请重新获取它，或另存为 PNG 或 JPEG。
image-too-many-pixels = 图片为 { $width } × { $height } 像素（{ $megapixels } 百万像素），而最多只读取 { $limit } 百万像素；请先把它缩小。
image-bomb = 文件声称的像素数远超可读取的 { $limit } 百万像素，因此没有打开；请先把图片缩小。
image-too-small = 图片为 { $width } × { $height } 像素，而每边至少需要 { $limit } 像素；请选择更大的图片。
image-too-long = 图片为 { $width } × { $height } 像素，而长边最多只能是短边的 { $limit } 倍；请裁出需要的部分。
image-no-values = 图片中没有一个有限的数值（全是 NaN 或无穷大），没有可显示的内容；请用正常的数值重新导出。
image-no-memory = 可用内存不足，无法打开这张图片；请把它缩小，或稍后再试。
sample-unknown = 没有名为“{ $name }”的内置图片；现有：{ $names }。
sample-missing = 内置图片“{ $name }”缺失，因为已安装的 scikit-image 中没有文件 { $file }；请重新安装 scikit-image，或选择另一张图片。
