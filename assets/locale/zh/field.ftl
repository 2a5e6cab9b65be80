# 一个单元能看到什么，其中什么真正起作用。

field-title = 感受野

field-stage = 阶段
field-row = 行（0 到 { $last }）
field-column = 列（0 到 { $last }）
field-of = 梯度取自
field-of-all = 所有通道之和
field-of-one = 一个通道
field-channel = 通道
field-class = 通道 { $channel } 是类别“{ $name }”。

field-tracing = 正在从 { $stage } 追溯到图片……
field-picker = 点击图片可选择另一个单元。
field-heat = 红框：该单元能看到的范围。框内的颜色由暗到亮：每个像素对该单元的影响有多强。
field-box = 该单元能看到 **{ $height } × { $width } 像素**的方框。
field-box-cut = 其中 { $height } × { $width } 像素在图片上，其余是填充。
field-box-padding = 全部是填充：图片中没有任何像素能改变该单元。
field-box-phases = 在这个阶段，各单元的范围不同，从 { $least } 到 { $most } 像素，取决于它在上采样中的相位。
field-silent = 在这张图片上该单元没有梯度：通往它的每条路上都有 ReLU 关闭。试试相邻的单元，或另一个通道。
field-metric-side = { $share } 的梯度集中于
field-square = { $side } × { $side } 像素
field-metric-central = 中央一半的能量
field-central = 前者是一个正方形，其像素数恰好容纳这么多的梯度长度。方框的中央一半（下面的绿框）占面积的四分之一：如果梯度在整个方框内是均匀的，那里只有 25 % 的能量。
field-outside-zero = 方框之外梯度为**零**：{ $count } 个像素上的最大值是 { $largest }。
field-outside-broken = 方框之外梯度本应为零，但在 { $count } 个像素上最大值为 **{ $largest }**：这是我们的错误。
field-outside-none = 方框之外什么也没有：该单元能看到整张图片。

field-close = 放大
field-seen = { $stage }（行 { $row }，列 { $column }）看到的
field-slope = 每个像素有多重要
field-middle = 绿框：方框的中央一半。

field-growth = 如何增长
field-growth-note = 同一位置在每次池化、最粗阶段和输出处：单元能看到的，以及真正起作用的。每行做一次反向传播。
field-growth-measure = 测量
field-column-stage = 阶段
field-column-box = 方框（像素）
field-column-side = { $share } 集中于边长（像素）
field-column-central = 中央一半的能量
field-column-outside = 框外最大值
