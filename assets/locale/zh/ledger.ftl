ledger-title = 得分账本
ledger-other = 本页讲的是 FCN；{ $model } 不是 FCN，因此这里显示 { $shown }。

ledger-answer = 答案
ledger-x = x（距左边的像素）
ledger-y = y（距上边的像素）
ledger-telling = 一个值得看的像素
ledger-pin-note = 移动像素即为所有页面选定；在首页的分辨率阶梯上点击也可以。
ledger-located = { $label ->
    [mask] 答案
   *[other] { $label } 的答案
  }叠在图片上；圆圈是像素（{ $x }，{ $y }）
ledger-no-answer = 网络在这个像素没有答案：它位于输出覆盖不到的边框里。请选一个更靠里的像素。

ledger-split = 拆开每个得分
ledger-split-note = 像素（{ $x }，{ $y }）的答案取自{ $label ->
    [mask] 得分
   *[other] { " " }{ $label } 得分
  }的单元（第 { $row } 行，第 { $column } 列）：**{ $name }** 以 { $score } 胜出，领先{ $second } { $lead }。每条是一个类别；各色的段是每条支路的贡献，它们的终点正是网络自己的得分。
ledger-gates = 这些支路与得分之间有 { $count } 个 ReLU（{ $names }），所以这个解码器不是线性的。这里让它们的每个单元保持本次前向传播中的开或关：这样各部分仍能加成总和，但换一张图片，打开的会是别的单元。这里的支路是池化后的特征图本身，而不是得分；所有 BatchNorm 的平移都算作偏置。
ledger-own = 网络自己的得分
ledger-axis = 得分（logit），argmax 之前
ledger-bias = { $layer } 的偏置
ledger-biases = 所有偏置
ledger-later-biases = 支路之后的偏置与平移
ledger-class = 用数字和图看哪个类别
ledger-part = 部分
ledger-sum = 各部分之和
ledger-lead = 差
ledger-proof = 实测误差：在这个像素，所有类别中，各部分之和与网络自己的得分最多相差 { $here }。在所有像素和类别中最多相差 { $worst }，是得分范围（{ $span }）的 { $share }。这是 float32 的舍入误差。

ledger-maps = 各部分的图：{ $name }
ledger-maps-note = 红色支持该类别，蓝色反对，白色什么也没说。最后一张是其余各张之和。{ $gates ->
    [0] 每个类别的偏置只是一个数，但上采样之后成了一张图：核伸出边界的地方，会少掉一部分。
   *[other] 偏置与平移也是图：它们变成什么，取决于哪些 ReLU 打开。
  }

ledger-changes = 是什么改变了胜者
ledger-one-answer = { $model } 只给出一个答案。论文中更粗或更细的 FCN 是另一个网络，有自己的权重，所以它们之间的差别不能归因于某条支路或某条路径。{ $several } 的各个步幅共用同一套权重。
ledger-several = 显示 { $model }
ledger-changes-note = 更细的步幅与更粗的步幅有两点不同：加入了一条**新支路**；原有得分沿**另一条路径**放大，多走一步。即使没有新支路，得分也不会相同；所以路径单独算一项。
ledger-change = **{ $coarse } → { $fine }**，在这个像素：{ $cause ->
    [same] 两次都是{ $after }胜出；这里是它对最强对手{ $before }的领先。
    [stream] { $before }输给{ $after }。新支路 { $layer } 单独就做到了；只改路径则不会。
    [path] { $before }输给{ $after }。改变路径单独就做到了：同样的得分，换了放大的步骤。只加新支路 { $layer } 则不会。
    [either] { $before }输给{ $after }。新支路 { $layer } 单独能做到，改变路径单独也能做到。
   *[together] { $before }输给{ $after }。新支路 { $layer } 和改变路径单独都做不到；两者合起来才做到。
  }
ledger-term-before = { $coarse } 时的领先
ledger-term-path = 改变路径
ledger-term-stream = 新增：{ $layer }
ledger-term-after = { $fine } 时的领先
ledger-ahead = { $after }领先{ $before }
ledger-reasons = **{ $coarse } → { $fine }**，整张图片：像素为什么改变答案
ledger-cause-same = 答案相同
ledger-cause-stream = 新支路单独
ledger-cause-path = 改变路径单独
ledger-cause-either = 任一单独即可
ledger-cause-together = 两者合起来才行
ledger-example = 例子：{ $cause }
