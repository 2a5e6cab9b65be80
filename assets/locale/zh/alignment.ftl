# 每个单元落在图片的何处，相遇的支路是否对齐。

alignment-title = 对齐

alignment-side = 图片边长（像素）

alignment-met = 裁去多少，是否对齐？
alignment-cut = 裁 { $cells }
alignment-off = 相距 { $gap } 像素
alignment-against-skip = 跳跃与深层支路
alignment-against-picture = 输出与图片
alignment-cropped = 每条支路都裁到恰好与对方重合。这些数字不是选出来的：它就是与对方第 0 个单元位置相同的那个单元，下面标出的各行算出了它。
alignment-clean = 什么都不用裁：填充和卷积核使每条支路恰好与对方重合。
alignment-shifted = 各支路**没有**对齐；最严重的是 `{ $stage }`，相距 { $gap } 像素。程序不报错，尺寸也不冲突，所以没人发觉；网络只能靠学习尽量弥补。

alignment-drawn = 画在你的图片上
alignment-meeting = 两条支路在哪里相遇
alignment-meeting-skip = { $stage }：跳跃与深层支路
alignment-meeting-picture = { $stage }：输出与图片
alignment-try = { $stage } 开头裁去的单元数（网络裁 { $own } 个）
alignment-picture = 图片
alignment-together = { $first } 的第 i 个单元位于像素 **{ $here }**，{ $second } 的第 i 个单元位于像素 **{ $there }**：恰好重合。
alignment-apart = { $first } 的第 i 个单元位于像素 **{ $here }**，{ $second } 的第 i 个单元位于像素 **{ $there }**：:orange-background[**相距 { $gap } 像素**]，即 { $cells } 个单元。
alignment-picker = 点击图片可查看别处。
alignment-grids = 两条支路的单元
alignment-key = 蓝线：{ $first }。橙色虚线：{ $second }。{ $every ->
    [1] 各填充了一个单元：编号相同，因此会被合并。
   *[other] 每 { $every } 个单元画一条线。各填充了一块：其中的单元编号相同，因此会被合并。
  }
alignment-double = 合并的内容
alignment-double-right = 图片的两份各取一半：一份按 { $first } 的位置，一份按 { $second } 的位置。二者重合。
alignment-double-shifted = 图片的两份各取一半：一份按 { $first } 的位置，一份按 { $second } 的位置，相距 { $gap } 像素。每条边缘都出现两次。

alignment-ledger = 逐个运算
alignment-rules = 核为 k、步幅为 s、填充为 p 的卷积或池化之后，坐标 x 变到 **x/s + (p − (k − 1)/2)/s**；上采样之后变到 **s·x + (k − 1)/2 − p**；裁去 c 个单元之后变到 **x − c**。一个代入下一个，就得到中间的两列。
alignment-every = 也显示不移动位置的运算
alignment-every-help = ReLU、批归一化、随机失活，以及填充恰好使每个单元留在原处的卷积。
alignment-output-off = 单元本应位于像素 { $there }，实际位于 { $here }：偏移 { $gap } 像素。
alignment-column-operation = 运算（* 为输出）
alignment-column-kind = 种类
alignment-column-step = 对 x 做了什么
alignment-column-cell = 图片像素 x 位于单元
alignment-column-pixel = 单元 i 位于像素
alignment-column-side = 单元数
