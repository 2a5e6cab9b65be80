# 逐层查看。

layers-title = 逐层查看

layers-stage = 阶段
layers-previous = 上一个
layers-next = 下一个
layers-lens = 各通道合成一张图
layers-lens-energy = 能量
layers-lens-mean = 平均
layers-lens-max = 最大
layers-lens-channel = 单个通道
layers-channel = 通道

layers-overlay = 叠在图片上
layers-overlay-alt = { $label }，叠在图片上
layers-thinned = 这张图有 { $height } × { $width } 个单元；可指向的是每个方向上每 { $step } 个取一个，数值是它自己的，没有取平均。旁边的图是完整的。
layers-pinned = 已固定的像素（{ $x }，{ $y }）：单元（第 { $row } 行，第 { $column } 列），数值 { $value }

layers-arithmetic = 它做什么，尺寸从何而来
layers-does-conv = 每个单元是 { $first } 的全部 { $channels } 个通道中 { $kernel } × { $kernel } 个单元的加权和，处处用同样的权重。
layers-does-relu = { $first } 的负值变为 0，其余不变。
layers-does-batchnorm = { $first } 的每个通道按训练中学到的数平移并缩放。
layers-does-pool = 在 { $first } 的每 { $kernel } × { $kernel } 个单元中保留最大的，每隔 { $stride } 个单元取一次，各通道互不相干。
layers-does-up = { $first } 的每个单元铺开一块 { $kernel } × { $kernel } 的权重图案，彼此相隔 { $stride } 个单元；图案重叠之处相加。
layers-does-crop = 从 { $first } 中裁出落在 { $second } 上的部分。
layers-does-concat = 先放 { $first } 的通道，再接上 { $second } 的通道。
layers-does-sum = { $first } 与 { $second } 逐单元相加。
layers-does-dropout = 训练时随机把 { $first } 的一些值设为 0；这里全部保留。
layers-was-dense = 这一层在 VGG16 中是全连接层：选择 vgg16-heatmap，可以看到两种形式给出同样的数。
layers-column-name = 层
layers-column-kind = 种类
layers-column-out = C × H × W
layers-column-stride = 步幅
layers-column-sees = 感受野（像素）
layers-column-params = 参数量
layers-column-macs = 乘加次数
layers-column-memory = 字节
layers-side = 高和宽：`{ $formula }`
layers-height = 高：`{ $formula }`
layers-width = 宽：`{ $formula }`
layers-unchanged = 高和宽不变，仍为 { $height } × { $width }。
layers-channels = 通道：`{ $formula }`
layers-field = 感受野，以输入像素计：`{ $formula }`
layers-params = 参数量：`{ $formula }`
layers-macs = 乘加次数：`{ $formula }`
layers-memory = 32 位浮点数的字节数：`{ $formula }`

layers-channels-title = { $count ->
    [1] 唯一的通道
   *[other] 全部 { $count } 个通道
}
layers-dead = { $count ->
    [0] { $all } 个通道中没有死通道。
   *[other] { $all } 个通道中有 { $count } 个死通道，处处取同一个值：{ $named }。
  }每个通道平均有 { $zeros } 的值恰好为零。{ $silent ->
    [0] 每个通道都有大于零的地方。
   *[other] 有 { $silent } 个通道处处不大于零。
  }
layers-sheet = 第几张
layers-sheet-hint = 指向一个通道可读出编号；点击可单独查看。虚线框：死通道。
layers-sheet-help = 本阶段的各个通道。方向键逐个移动，回车键单独查看。
layers-sheet-channel = 通道
layers-sheet-dead = 死
layers-histogram = 本阶段各数值出现的次数
layers-histogram-channel = 通道 { $channel } 中各数值出现的次数
layers-log = 次数取对数

layers-dense = 全连接还是卷积：同样的数
layers-dense-running = 正在用两种方式计算分类器……
layers-dense-note = VGG16 训练时有三个全连接层，只接受 7 × 7 的特征图，也就是 224 × 224 的图片。把它们的矩阵读作 7 × 7 和 1 × 1 的卷积核，就成了卷积，任何尺寸都能接受。这里把你的图片缩放到 224 × 224，用同样的权重以两种形式各算一遍：得分之间的最大差别是 **{ $error }**，而得分最大为 { $largest }（相对差别 { $relative }），只是舍入误差。
layers-dense-layer = 层
layers-dense-matrix = 全连接矩阵
layers-dense-kernel = 卷积核
layers-dense-largest = 最大值
layers-dense-error = 最大差别
layers-dense-top = 得分最高的 { $count } 个类别，两种形式：
layers-dense-class = 类别
layers-dense-dense = 全连接
layers-dense-convolutional = 卷积
