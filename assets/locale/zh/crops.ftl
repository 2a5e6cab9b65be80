crops-title = U-Net 的裁剪
crops-other = 本页讲的是 U-Net；{ $model } 不是 U-Net，因此这里显示 { $shown }。用照片训练的 U-Net 是 unet-same。

crops-skips = 四条跳跃连接，以及保留的部分
crops-skips-note = 每条跳跃连接的热图，从最细一级到最粗一级。彩色方框是裁剪后保留的部分；变暗的边框到不了解码器。
crops-skips-whole = 每条跳跃连接的热图，从最细一级到最粗一级。该网络的卷积带填充，两路一样大，裁剪不去掉任何东西：方框就是整张图。
crops-level = 第 { $level } 级：{ $name }
crops-skip = { $whole }，保留 { $kept }
crops-nested = 图片上保留的部分
crops-nested-note = 同样的方框，画在这些单元于网络输入上的位置，并附其占比。级别越深，能说明的周围环境越多。
crops-kept = 第 { $level } 级：x { $left }–{ $right }，y { $top }–{ $bottom }
crops-predicted = 明亮处为预测：x { $left }–{ $right }，y { $top }–{ $bottom }

crops-lost = 哪里没有答案
crops-lost-note = { $lost ->
    [0] 输入 { $width } × { $height } 像素，输出 { $wide } × { $tall }：什么也没有失去，因为每个卷积都用零填充。代价是：靠近边界的答案依据的是相机从未拍到的零。
   *[other] 输入 { $width } × { $height } 像素，输出 { $wide } × { $tall }。每个无填充的卷积去掉一圈，每边共 { $lost } 像素：输入中 { $share } 的像素没有答案。
}
crops-input = 输入：明亮处有答案
crops-mask = 图片上的掩码

crops-mirror = 重叠分块：镜像、切块、预测
crops-mirror-needless = 该网络在每个卷积内部填充，因此每个像素都有答案，不需要镜像边框。请选择 unet-paper 或 unet-article，看无填充的网络怎样覆盖整张图片。
crops-mirror-note = 图片（{ $wide } × { $tall } 像素）用镜像延伸到 { $width } × { $height } 像素，每边至少 { $lost } 像素，使输出覆盖整张图片。内存放不下的大图则切成小块：每块（蓝框）整块读入，只对中间（红框）作答。各块的中间部分无缝地盖住整张图片。
crops-tile-side = 块的边长（像素）
crops-tile = 共 { $count } 块，看第几块
crops-tile-note = 读入 { $side } × { $side } 像素：第 { $top } 到 { $bottom } 行，第 { $left } 到 { $right } 列；对中间的 { $out } × { $out } 像素作答。
crops-predict = 在这一块上运行网络
crops-predict-help = 两次前向传播：一次只用这一块，一次用整张镜像延伸后的图片。需要几秒钟。
crops-tile-answer = 只用这一块；米色：没有答案
crops-whole-answer = 整张镜像延伸后的图片，一次完成
crops-seamless = **看得出接缝吗**？{ $unsure ->
    [0] 在重叠处，这一块与整张图片的得分最多相差 { $difference }，而最大的得分是 { $largest }：只是舍入误差。没有填充时，一个单元无从知道块的边界在哪里，所以各块完全吻合。
   *[other] 除了 { $rows } 行与列中的最后 { $unsure } 行与列，这一块与整张图片的得分最多相差 { $difference }，而最大的得分是 { $largest }：只是舍入误差。最后这些行与列则最多相差 { $edge }：该网络的上卷积核比步幅宽，把特征图最后一个单元之后的内容当作零，其实就是另一种填充。只有像论文那样毫无填充的网络，各块才能完全吻合。
  }（各块从 16 像素的倍数处开始：其他偏移会使池化错位。）

crops-blocks = 并排拼接，而不是相加
crops-blocks-note = U-Net 的融合把两路的通道并排放在一起，由下一个卷积决定怎样混合。FCN 把得分相加，所以融合结果不比任何一路更占内存。
crops-level-choice = 级别
crops-memory = { $size }，32 位浮点数：{ $megabytes } MB（百万字节）
crops-column-fusion = 融合
crops-column-channels = 通道
crops-column-cells = 单元
crops-column-concat = MB
crops-column-sum = 若相加（MB）

crops-sizes = 任意尺寸的算术
crops-sizes-note = 输入正方形图片的边长，看 { $model } 怎样处理。每个数字都由网络的声明推导得出。
crops-side = 输入的边长（像素）
crops-fits = **{ $side } → { $out }**：每边失去 { $lost } 像素。每边裁掉的，是跳跃连接比深层支路多出部分的一半：
crops-lines = 改变边长的每个操作
crops-column-level = 级别
crops-column-skip = 跳跃连接
crops-column-deep = 深层支路
crops-column-crop = 每边裁掉
crops-column-operation = 操作
crops-column-kind = 类型
crops-column-side = 边长

crops-variants = 论文、文章与如今的做法
crops-variant-note = { $width } × { $height } → { $wide } × { $tall }，每边失去 { $lost } 像素
crops-variant-nearest = { $model } 无法处理 { $side }：该列按最近的可用边长 { $nearest } 计算。
crops-row-sides = 边长：输入 → 输出
crops-row-lost = 每边失去（像素）
crops-row-deepest = 最深特征图的边长
crops-row-crops = 每边裁剪，从最深一级起
crops-row-padding = 卷积：核，填充
crops-row-unit = 每个卷积之后
crops-row-up = 上卷积：核，步幅
crops-row-last = 最后一块
crops-row-legal = 可用的边长
crops-row-params = 参数
crops-rule = { $residue ->
    [0] { $modulus } 的倍数
   *[other] 除以 { $modulus } 余 { $residue }，且不小于 { $minimum }
}
crops-last-block = **为什么是 { $article } 而不是 { $paper }**？文章的正文说最后一层是 1 × 1，代码里却是一个无填充的 { $kernel } × { $kernel } 块，每边又去掉一个像素。输入 { $side } 像素时，论文的网络每边失去 { $paper_lost } 像素，文章的失去 { $article_lost } 像素。
crops-trap = **奇数尺寸的陷阱**。文章在两边各裁 `diff // 2` 格。输入为 { $side } 像素时，{ $crop } 得到 { $skip } 格的跳跃连接，需要的是 { $wanted } 格：相差 { $spare }，{ $spare } // 2 = { $half }，而 { $skip } − 2·{ $half } = { $kept }，多出一格。文章的代码随后在拼接处报错停止；这里事先用一句话拒绝这样的尺寸。
