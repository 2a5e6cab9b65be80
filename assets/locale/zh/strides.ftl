strides-title = FCN 的步幅
strides-other = 本页比较同一网络的多种步幅；{ $model } 没有多种步幅，因此这里显示 { $shown }。

strides-geometry = 几何方式
strides-geometry-same = same（等大）
strides-geometry-paper = paper（论文）
strides-geometry-help = same：填充 1，各特征图恰为输入的 1/2 到 1/32，无需裁剪。paper：conv1_1 填充 100 像素，池化向上取整，各支路裁剪到相同大小。两者权重相同。

strides-answers = 各步幅的答案
strides-answers-note = 一次前向传播，{ $count } 个答案：每种步幅的得分图放大到输入尺寸，再由每个像素取得分最高的类别。
strides-arithmetic = { $height } × { $width } 个得分单元，每个对应 { $stride } × { $stride } 像素，用 { $kernel } × { $kernel } 的核放大 { $stride } 倍{ $cut ->
    [0] 。
   *[other] ；前 { $cut } 行与列被裁掉。
  }
strides-experiment = 32s、16s、8s 出自论文；更细的步幅是我们自己的实验：在 pool2 和 pool1 上再加得分层。
strides-legend = 找到的类别及其像素占比（各步幅的平均）

strides-zoom = 局部放大
strides-times = 放大倍数
strides-lines = 得分单元
strides-lines-help = 白线表示一个得分单元的边界：该步幅无法做出更细的判断，只能在相邻单元之间过渡。
strides-x = 点的 x（距左边的像素）
strides-y = 点的 y（距上边的像素）
strides-busiest = 各步幅分歧最大处
strides-middle = 图片中央
strides-picture = 图片
strides-zoom-note = 点（{ $x }，{ $y }）周围的 { $width } × { $height } 像素，每个像素是一个方块。移动它，即为所有页面选定。

strides-disagreement = 步幅之间的分歧
strides-disagreement-note = 相邻两种步幅两两对比：更细的跳跃连接改变了什么。训练好的网络大多在物体的边缘不一致。
strides-disagreement-colours = 灰色：答案相同。橙色：两种不同答案。品红：三种或更多。
strides-any = 任意两种
strides-differ = { $share } 的像素不同

strides-class-title = argmax 之前的一个类别
strides-class-note = 同一类别在每种步幅下的得分图，颜色含义相同，可以直接比较。
strides-class = 类别
strides-scores = 得分
strides-full = 放大到输入尺寸
strides-cells = 放大之前的单元
strides-range = 从 { $low } 到 { $high }
strides-winner-note = argmax 之后：**{ $name }** 的得分在所有类别中最高的像素；其余部分变暗。
strides-won = { $share } 的像素

strides-argmax = 该点处的 argmax
strides-argmax-note = 在像素（{ $x }，{ $y }）处，每种步幅对每个类别都有一个得分。最高者胜出；领先多少说明网络有多确定。
strides-decides = **{ $label }**：{ $name }，得分 { $score }，领先 { $second } { $lead }
strides-score = argmax 之前的得分

strides-reference = 与参考掩码比较
strides-no-reference = 这张图片没有参考掩码，无法度量；自带轮廓的图片和生成的场景有参考掩码。
strides-no-training = 权重未经训练：与参考掩码比较的数字没有意义，因此不显示。
strides-no-match = 参考掩码的类别是 { $names }，该网络从未见过，双方也没有共同的背景：无法比较。
strides-foreground = 网络不认识 { $names }：只比较前景与背景，任何物体类别都算前景。
strides-stride = 步幅
strides-accuracy = 像素准确率
strides-mean-iu = 平均 IU
strides-boundary = { $band } 像素内的 IU
strides-quality-note = IU 为交并比，这里是参考掩码中各类别的平均；“像素内”只计离真实边界这么近的像素。下方：与参考不同之处（橙色）。
strides-truth = 参考
