fusion-title = 融合
fusion-other = 本页需要有跳跃连接的网络；{ $model } 没有这里所讲的任何一种。
fusion-no-merge = { $model } 不合并任何东西；这里改为显示 { $shown }。

fusion-lens = 图中显示
fusion-lens-channel = 一个通道
fusion-lens-energy = 所有通道的能量
fusion-lens-help = 一个通道：带符号的值，确实可以相加，红色大于零，蓝色小于零。能量：所有通道的均方根，显示一条支路在哪里有话可说，但不能相加。

fusion-unet = U-Net 拼接
fusion-fcn = FCN 相加
fusion-level = 合并处，从最深到最细
fusion-channel = 通道（0 到 { $last }）
fusion-channel-help = 默认是两条支路贡献都最多的通道。
fusion-class = 类别
fusion-formula-concat = `{ $merge }` 把 `{ $skip }` 和 `{ $deep }` 并排放在一起。后面的卷积同时读取两者，所以它就是两个卷积之和：`{ $target }` = W_skip ∗ `{ $skip }` + W_up ∗ `{ $deep }` + b。到 `{ $stop }` 线性才结束。
fusion-formula-sum = `{ $merge }` = `{ $skip }` + `{ $deep }`。这里跳跃连接在合并**之前**就由自己的得分层加了权，其偏置单独显示；每张图是一个类别的得分。
fusion-formula-after = `{ $merge }` = `{ $skip }` + `{ $deep }`：整组特征图逐通道相加，权重相同。之后直到 `{ $target }` 都是线性的，所以它可以拆开；到 `{ $stop }` 线性结束。两者之间 BatchNorm 的平移算作偏置。
fusion-part-skip = 跳跃 · { $skip }
fusion-part-deep = 深层 · { $deep }
fusion-part-bias = 偏置
fusion-part-sum = 总和 · { $target }
fusion-error = 实测：在所有通道和单元中，各部分之和与记录下的 { $target } 最多相差 { $error }，是其范围（{ $span }）的 { $share }。
fusion-shares = 能量来自谁？每个合并处，两部分各自的平方和所占的比例：
fusion-stream-skip = 跳跃连接
fusion-stream-deep = 深层支路

fusion-costs = 一次合并的代价
fusion-costs-note = 按所示的输入计算，32 位浮点数。跳跃连接要从编码器一直保留到合并。拼接后有两路的通道，后面的卷积要为跳跃连接的通道准备权重；相加后只有一路的通道，之后也不需要权重。
fusion-column-merge = 合并处
fusion-column-held = 保留的跳跃连接
fusion-column-out = 合并结果
fusion-column-waiting = 保留（MB）
fusion-column-memory = 合并结果（MB）
fusion-column-if-summed = 若相加（MB）
fusion-column-weights = 为跳跃连接准备的权重
fusion-total = 保留的跳跃连接与合并结果合计：{ $unet } 为 **{ $unet_total } MB**，{ $fcn } 为 **{ $fcn_total } MB**。
