weights-card = { $card } 缺失，或不是可读的权重卡片，旁边的权重已跳过。请恢复这两个文件。
weights-unknown = 没有名为“{ $name }”的权重；现有：{ $names }。
weights-none = { $model } 还没有训练好的权重；有权重的网络：{ $names }。“segviz weights import”可添加公开发布的权重或自己训练的权重。
weights-missing = “{ $name }”的权重文件 { $file } 不见了；请恢复它，或先使用其他网络。
weights-altered = 权重文件 { $file } 与卡片“{ $name }”所描述的不一致（sha256 不同），因此没有加载；请恢复它，或先使用其他网络。
weights-shape = 权重“{ $name }”不匹配：{ $key } 的形状与该网络不同；请使用训练时的类别数和通道数。
weights-unfit = 权重“{ $name }”不属于 { $model }：文件中缺少该网络的张量。
