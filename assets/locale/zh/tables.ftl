# 形状表。

tables-title = 形状表

tables-part = 显示
tables-part-layers = 逐层
tables-part-lineages = 文章 · 论文 · 教学
tables-part-networks = 所有网络

tables-height = 高（像素）
tables-width = 宽（像素）
tables-classes = 类别数
tables-geometry = 几何方式
tables-geometry-same = same（填充 1）
tables-geometry-paper = paper（填充 100，再裁剪）
tables-trained-classes = { $model } 的已训练权重区分 { $trained } 个类别；本表按 { $classes } 个类别计算。
tables-use = 改用 { $height } × { $width }

tables-metric-output = 输出
tables-metric-params = 参数量
tables-metric-macs = 乘加次数（MACs）
tables-metric-memory = 所有输出所占内存
tables-megabytes = { $megabytes } MB

tables-kinds = 只显示
tables-search = 名称包含

tables-column-name = 层
tables-column-kind = 种类
tables-column-channels = C
tables-column-height = H
tables-column-width = W
tables-column-stride = 步幅
tables-column-offset = 首个单元位于
tables-column-field = 感受野(大)
tables-column-field-min = 感受野(小)
tables-column-params = 参数量
tables-column-macs = 乘加次数
tables-column-memory = 字节
tables-help-kind = 模块所在的行重复其最后一个运算的输出，不计入合计，因此每一列都与总数相符。
tables-help-stride = 相邻两个单元相隔的输入像素数。
tables-help-offset = 沿宽度方向，0 号单元中心所在的输入像素（0 号像素的中心为 0）。
tables-help-field = 沿宽度方向的感受野，以输入像素计，含填充：所有单元中的最大值。
tables-help-field-min = 所有单元中的最小值：上采样之后，它取决于单元的相位。
tables-help-macs = 卷积的权重与每个输出单元相遇，转置卷积的权重与每个输入单元相遇。
tables-help-memory = 每个输出都以 32 位浮点数保存，不含输入。
tables-sum = 共 { $all } 行，显示 { $rows } 行：{ $params } 个参数，{ $macs } 次乘加，{ $memory } 字节。

tables-csv = CSV
tables-markdown = Markdown

tables-family = 网络
tables-family-fcn = FCN-8s
tables-family-unet = U-Net
tables-lineage-article = 文章版
tables-lineage-paper = 论文版
tables-lineage-teaching = 教学版
tables-at = 按 { $height } × { $width }
tables-marked = 有底色处：通道数或高宽与论文版不同。每个网络都按最接近 { $height } × { $width } 的可用尺寸计算。
tables-role = 角色
tables-role-encoder = 编码器 { $number }
tables-role-pool = 池化 { $number }
tables-role-deepest = 最深处
tables-role-up = 上采样 { $number }
tables-role-skip = 跳跃连接 { $number }
tables-role-fusion = 融合 { $number }
tables-role-decoder = 解码器 { $number }
tables-role-output = 输出

tables-meetings = 两路在哪里相遇
tables-meetings-note = 沿宽度方向，每一路的 0 号单元中心所在的输入像素。要融合的两路本应落在同一个像素上。
tables-fusion = 融合
tables-met = 跳跃 { $skip }，深层 { $deep }
tables-aligned = 对齐
tables-shifted = 相差 { $shift } 像素
tables-output-shift = 输出
tables-output-shifted = 偏离中心 { $shift } 像素

tables-differences = 有何不同，后果是什么
tables-differs-fused-title = 相加的是什么
tables-differs-fused = 文章把整组特征图相加（{ $maps } 个通道），到最后才分类。论文先把每个池化层变成 { $scores } 张得分图，一类一张，再把它们相加：每个跳跃连接都是可以单独读懂的一票。
tables-differs-shift-title = 文章的两路没有对齐
tables-differs-shift = 池化把 x 放到 { $pool }，文章的上采样把它放到 { $up }：那四分之一从未补回。第一次相加的两路相差 { $first } 像素，第二次相差 { $second } 像素，输出偏离 { $output } 像素。论文的裁剪使偏移为 { $paper }。训练会掩盖其中的大部分。
tables-differs-order-title = 相加之后才做 BatchNorm
tables-differs-order = 文章的解码器依次为 { $article }：跳跃连接加到已经过 ReLU 的图上，之后才归一化。论文的得分图之间既没有 ReLU 也没有 BatchNorm。
tables-differs-kernels-title = 放大用的核
tables-differs-kernels = 核与步幅：文章为 { $article }，从随机值学起；论文为 { $paper }，以双线性插值起步。3×3、步幅 2 时，各输出单元轮流得到 1、2 或 4 个权重；核为步幅两倍时总是 4 个。不均匀的求和会显出棋盘格。
tables-differs-head-title = fc6 与 fc7
tables-differs-head = 论文把 VGG16 的两个大层保留为卷积；仅 fc6 就占 { $paper_params } 个参数中的 { $fc6 } 个。文章把二者都去掉（共 { $article_params } 个）。教学版保留它们，宽度为 { $width } 个通道而不是 { $paper_width } 个（{ $teaching_params } 个）。
tables-differs-geometry-title = 填充与裁剪
tables-differs-geometry = 论文给图片填充 { $pad } 像素，池化向上取整，因此任何尺寸都可以；随后每一路都按对方裁剪（{ $skips }；最后 { $final }）。文章版和教学版给每个卷积填充 1，无需裁剪；教学版要求边长是 { $modulus } 的倍数。
tables-differs-silent-title = 无声丢失的像素
tables-differs-silent = 只要边长除以 { $modulus } 余 0 到 { $rest }，文章的网络就能运行，但只返回整倍数的部分：输入 { $side } 像素，输出 { $out } 像素，没有任何提示。
tables-differs-thousand-title = 两句话要小心读
tables-differs-thousand = 文章说的“1000 张图像”是 1000 个通道，一类一个：掩膜在每个像素取得分最大的类别。文章还说论文也尝试过 pool2 和 pool1；论文写的是收益递减，到 pool3 为止。
tables-differs-pool1-title = 一处误印：encoder_pool1
tables-differs-pool1 = 文章为 encoder_pool1 打印 { $printed }。那其实又是 encoder_block1：代码打印错了变量。池化把它减半为 { $right }。
tables-differs-upconv-title = 3×3 的上卷积
tables-differs-upconv = 核与步幅：文章为 { $article }，论文为 { $paper }。较大的核中心落在一个单元上，而不是两个单元之间，因此每一级偏移半个单元：两路相遇时依次相差 { $shifts } 像素，输出偏离中心 { $output } 像素。论文中它们恰好对齐。
tables-differs-final-title = 最后一层
tables-differs-final = 文章的文字说 1×1，代码却是无填充的 { $article_kernel }，依次为 { $chain }：{ $article_side } → { $article_out }，而论文的 { $paper_kernel } 得到 { $paper_out }。ReLU 截去所有负分；若某类的得分全为负，这一类就死了：每个像素的值都一样。
tables-differs-norm-title = BatchNorm 放在哪里
tables-differs-norm = 文章：{ $article }。论文：{ $paper }，完全没有归一化。教学版以及今天的大多数 U-Net：{ $teaching }，使 ReLU 得到以零为中心的值。
tables-differs-crop-title = 裁剪后多出一个像素
tables-differs-crop = 文章在两侧各裁去“差值 // 2”。差值为奇数时会多留一个像素：输入 { $side } 像素时，{ $whole } 的跳跃连接被裁成 { $left }，而 { $fusion } 需要 { $want }，文章的代码就此报错。这里则用一句话拒绝这样的尺寸。
tables-differs-padding-title = 填充与不填充
tables-differs-padding = 文章和论文都不填充：每个 3×3 卷积失去一圈，论文的网络每侧共失去 { $lost } 像素，所以跳跃连接要裁剪。教学版填充 1：边长是 { $modulus } 的倍数，掩膜与图片一样大，裁剪什么也不裁；但它的边缘见到的是零。
tables-differs-ends-title = 输入通道与输出类别
tables-differs-ends = 文章 { $article_ends }，论文 { $paper_ends }，教学版 { $teaching_ends }（未另行指定时）：参数分别为 { $article_params }、{ $paper_params } 和 { $teaching_params } 个。

tables-networks-note = 每个网络按最接近 { $height } × { $width } 的可用尺寸计算，类别数为各自通常的数目。
tables-column-network = 网络
tables-column-lineage = 来源
tables-column-input = 输入
tables-column-output = 输出
tables-column-coarsest = 最大步幅
tables-column-output-field = 输出的感受野
tables-column-giga-macs = 乘加 (10⁹)
tables-column-megabytes = MB
