ablation-title = 消融与上限
ablation-no-skip = { $model } 没有可关闭的跳跃连接；这里改为显示 { $shown }。

ablation-skips = 没有某条跳跃连接
ablation-off = { $merge }：关闭跳跃连接
ablation-mode = 用什么代替
ablation-mode-zero = 什么也没有（零）
ablation-mode-noise = 噪声
ablation-seed = 噪声的种子
ablation-answer = 答案
ablation-nothing-off = 所有跳跃连接都开着。关闭一条，看它值多少。
ablation-not-retrained = 已消融，未重新训练：网络从未学过没有这条跳跃连接怎么办。若不带它重新训练会怎样，是另一个问题。
ablation-tile-before = 跳跃连接齐全
ablation-tile-after = 已消融，未重新训练
ablation-tile-changed = 改变的像素（橙色）
ablation-column-answer = 答案
ablation-column-changed = 改变的像素
ablation-column-accuracy-before = 准确率
ablation-column-accuracy-after = 消融后的准确率
ablation-column-iu-before = 平均 IU
ablation-column-iu-after = 消融后的平均 IU

ablation-ceiling = 步幅的上限
ablation-ceiling-note = 把参考掩码（生成的场景是精确的，照片是手工勾画的）缩小成每个单元一个标签（最多的那个），再放大：一个每单元只给一个标签、从不出错的网络，在这张图片上能达到的水平。FCN 会在单元之间过渡得分，所以这是参考，不是定律。
ablation-no-reference = 这张图片没有参考掩码，无法给出数字和上限；这些自带图片有参考掩码：
ablation-untrained = 权重未经训练：与参考掩码比较的数字没有意义，因此不显示。
ablation-no-match = 参考掩码的类别是 { $names }，该网络并不认识，双方也没有共同的背景：无法比较。
ablation-foreground = 网络不认识 { $names }：只比较前景（白色）与背景（黑色）。
ablation-perfect = 1/{ $stride } 的参考掩码
ablation-reached = { $label ->
    [mask] 该网络
   *[other] 该网络，{ $label }
  }
ablation-column-mask = 掩码
ablation-column-accuracy = 准确率
ablation-column-iu = 平均 IU
ablation-truth = 参考掩码
ablation-coarse = 1/{ $stride }
