# 图上和图旁的文字：色标、坐标轴、悬停说明、可下载的插图。

render-scale = { $colours }，从 { $low } 到 { $high }；{ $zero }；{ $scope }
render-scale-constant = { $colours }，只有一种颜色：所有值都是 { $value }；{ $scope }

render-zero-middle = 零为白色
render-zero-first = 零为最暗的颜色
render-zero-last = 零为最亮的颜色
render-zero-inside = 零位于 { $percent } % 处
render-zero-outside = 零不在范围内

render-scope-map = 范围取自本图
render-scope-stage = 范围取自整个阶段
render-scope-shared = 所示各图共用一个范围
render-scope-channel = 每个通道各用自己的范围
render-scope-fixed = 范围为指定值

render-colours-viridis = viridis
render-colours-magma = magma
render-colours-cividis = cividis
render-colours-grey = 灰度
render-colours-blue-red = 蓝到红

render-broken = 有 { $count } 个值不是有限数，以品红色显示。
render-grid-step = 特征图比小图大：每张小图每隔 { $step } 个单元取一个显示。
render-ignored = 未标注

render-fusion-concat = { $parts } = { $total } 个通道，并排拼接
render-fusion-sum = { $count } × { $parts } 个通道相加：仍为 { $total } 个

render-axis-value = 数值
render-axis-count = 单元数
render-axis-side = 边长（单元）
render-hover-value = 数值
render-hover-cell = 单元（行，列）
render-hover-pixel = 输入像素（x，y）
render-hover-size = 尺寸
render-hover-stride = 步幅

render-lens-mean = 各通道的平均值
render-lens-max = 各通道的最大值
render-lens-energy = 各通道的能量（均方根）
render-lens-channel = 通道 { $channel }

render-rung-stride = 步幅 { $stride }
render-rung-field = 感受野 { $field } px
render-scope-each = { $colours }；每幅图各用自己的范围
