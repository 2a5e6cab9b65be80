# 自检：先声明，再测量。

check-recomposed = 记录的 { $count } 个阶段，每一个都能由它之前的阶段重新算出。
check-shapes = 记录的 { $count } 个阶段，通道数、行数和列数都与计算结果一致。
check-stored = { $count } 个阶段保存的数值与当时算出的一致（误差不超过半精度）。
check-answer = { $count ->
    [one] 掩码正是得分所决定的。
   *[other] { $count } 张掩码都正是得分所决定的。
  }
check-crops = { $count ->
    [one] 裁剪的位置正是两条支路对齐所要求的。
   *[other] { $count } 处裁剪的位置都正是支路对齐所要求的。
  }
check-parts = { $count ->
    [one] 每个得分的各部分相加等于该得分，对每个类别、每个像素都成立。
   *[other] 在全部 { $count } 个输出中，每个得分的各部分相加等于该得分，对每个类别、每个像素都成立。
  }
check-merges = { $count ->
    [one] 在唯一的合并处，跳跃连接与深层支路对后一层的贡献相加等于该层。
   *[other] 在全部 { $count } 个合并处，跳跃连接与深层支路对后一层的贡献相加等于该层。
  }
check-gradient = 梯度不会超出感受野：三个框之外的 { $count } 个像素毫无影响。

check-title = 自检

check-note = 这些页面上的东西都不必盲信。按下按钮，它们的说法就会针对**这张**图片和**这个**网络，用另一种方法重新计算一遍。
check-now = 现在检查
check-not-yet = 尚未对这张图片、这个网络和尺寸进行测量。所需时间相当于几次前向传播。
check-running = 正在全部重新计算……
check-measuring = 第 { $step } 步，共 { $steps } 步
check-passed = 全部 { $count } 项都成立。
check-failed = { $count } 项中有 { $failed } 项不成立：这次运行的页面上有错误。
check-holds = 成立：最大误差 **{ $measured }**（{ $unit }；上限 { $bound }），出在 `{ $subject }`。
check-fails = **不成立**：最大误差 **{ $measured }**（{ $unit }；上限 { $bound }），出在 `{ $subject }`。
check-unit-recomposed = 占阶段取值范围
check-unit-shapes = 行、列与通道数
check-unit-stored = 占阶段最大值
check-unit-answer = 占全部像素
check-unit-crops = 数值本身
check-unit-parts = 占得分取值范围
check-unit-merges = 占该层取值范围
check-unit-gradient = 梯度本身
check-bounds = “占取值范围”指误差占最小值到最大值之间距离的比例。可能有舍入之处，上限是 32 位数（其中一行是 16 位数）所允许的误差；不可能有舍入之处，上限是 0。
check-json = JSON
check-command = 不用浏览器也可以；有任何一项不成立时以 1 退出：
