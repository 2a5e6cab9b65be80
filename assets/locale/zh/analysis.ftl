# 各项分析对尺寸与位置的说明。

sizes-mismatch = { $op } 要合并两条支路，但此处跳跃连接有 { $skip } 个单元，深层支路有 { $deep } 个。
sizes-kernel = { $op } 的窗口至少需要 { $kernel } 个单元，但{ $padding ->
    [0] 只剩 { $side } 个。
   *[other] { $side } 个加上两端各 { $padding } 个填充仍不够。
  }
sizes-odd = { $op } 要把跳跃连接从 { $side } 个单元裁成 { $like } 个，两侧无法裁得一样多。
sizes-whole = 图片有 { $side } 像素，{ $op } 却给出 { $out } 像素：池化向下取整，上采样无从得知。

alignment-still = 位置不变。
alignment-moves = 第 0 个单元位于 { $formula }；相邻单元相距 { $scale } 像素。
alignment-crop = { $stage } 的第 0 个单元位于 { $here }，{ $like } 的位于 { $there }：{ $formula } = { $wanted }，因此开头裁去 { $first } 个单元，末尾裁去 { $last } 个。
alignment-crop-off = { $stage } 的第 0 个单元位于 { $here }，{ $like } 的位于 { $there }：应裁去 { $formula } = { $wanted } 个单元，实际裁去 { $first } 个（末尾 { $last } 个），偏差 { $off } 像素。
alignment-aligned = 两条支路彼此对齐。
alignment-gap = 两条支路相距 { $gap } 像素。
