# 分辨率阶梯。

home-title = 分辨率阶梯

home-lens = 把一个阶段的各通道合成一张图
home-lens-energy = 能量
home-lens-mean = 平均
home-lens-max = 最大

home-input = 图片
home-answer = 答案 { $label }
home-shape = { $c } × { $h } × { $w }
home-shape-mask = { $h } × { $w }
home-place = 步幅 { $stride }，看 { $field } 像素
home-sum = { $skip } + { $deep }
home-concat = { $skip } 拼接 { $deep }

home-word-hint = 指向任意一张图、触摸它，或用方向键移动：每个阶段里的同一位置都会被标出。点击即可固定。
home-word-help = 方向键逐格移动，按住 Shift 每次十格。回车固定该像素，Esc 放开。
home-word-cell = 列、行
home-word-centre = 中心
home-word-sees = 看到
home-word-padding = 只有填充
home-word-pinned = 已固定
home-word-zoom = 放大

home-answer-title = 图片上的答案
home-overlay-single = 该网络每个像素只有一个得分：大于零为类别 1，否则为类别 0。
home-overlay-untrained = 每个像素取得分最高的类别；类别 0 保持图片原样。
home-overlay = 每个像素取得分最高的类别；“{ $ground }”保持图片原样。
home-colours = 颜色：{ $colours }，{ $scope }；两端的数值写在每张图下面，竖线标出零。小图先按真实大小显示一次，再放大显示一次。
home-lens-help = 一个单元的能量是它各通道的均方根：不论正负，显示哪里有反应。
home-many = 这个网络有 { $count } 个类别，每类一张热图：可在“逐层查看”页逐一查看。
home-whole = 以图片自身的 { $width } × { $height } 像素给出答案
home-whole-help = 每个重叠的图块各前向一次，因此图片可以任意大。网络这时看到每个像素，但一次只看到物体的较小部分：比训练图片中大得多的东西可能会漏掉。
home-whole-made = { $tiles ->
    [one] 一次前向，{ $width } × { $height } 像素。
   *[other] { $width } × { $height } 像素，分为 { $tiles } 个重叠的图块，每块边长不超过 { $tile } 像素。每块只保留所见与整图一次前向完全相同的单元：答案相同。
  }
