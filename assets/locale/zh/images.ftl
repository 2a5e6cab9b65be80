image-note-first-frame = 文件含有多帧或多页：只使用第一帧。
image-note-turned = 已按相机的方向标记转正。
image-note-on-white = 透明部分以白色为底。
image-note-scaled = 超过 8 位的灰度值已缩放：{ $low } 为黑，{ $high } 为白，NaN 为黑。
fit-resize = 图片（宽 × 高：{ $picture_width } × { $picture_height }）已缩放到网络可接受的最近尺寸 { $input_width } × { $input_height }{ $margin ->
    [0] 。
   *[other] ；网络的输出每边小 { $margin } 像素，未覆盖的部分标为“未预测”。
  }
fit-pad = 图片（宽 × 高：{ $picture_width } × { $picture_height }）已缩放到 { $content_width } × { $content_height }，并用中灰色填充到 { $input_width } × { $input_height }：左 { $left }、右 { $right }、上 { $top }、下 { $bottom } 像素{ $margin ->
    [0] 。
   *[other] ，这样每边小 { $margin } 像素的输出仍覆盖整张图片。
  }
fit-mirror = 图片（宽 × 高：{ $picture_width } × { $picture_height }）已缩放到 { $content_width } × { $content_height }，并用其镜像延伸到 { $input_width } × { $input_height }：左 { $left }、右 { $right }、上 { $top }、下 { $bottom } 像素{ $margin ->
    [0] 。
   *[other] ，这样每边小 { $margin } 像素的输出仍覆盖整张图片。
  }
sample-cat = 猫
sample-motorcycle = 摩托车
sample-astronaut = 宇航员
sample-cameraman = 摄影师
sample-coffee = 咖啡
sample-rocket = 火箭
sample-tissue = 染色组织
sample-coins = 硬币
sample-retina = 视网膜
sample-galaxies = 星系
sample-shapes = 图形（生成）
sample-cells = 细胞（生成）
