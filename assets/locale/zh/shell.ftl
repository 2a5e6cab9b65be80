# 每个页面的框架。

shell-title = SegViz
shell-menu-system = 系统
shell-menu-light = 浅色
shell-menu-dark = 深色
shell-button-stop = 停止
shell-language = 语言
shell-lesson = 先读这里（一分钟）
shell-broken = 程序内部出错，此视图无法显示；换一张图片、一个网络或一种尺寸也许可以。

shell-picture = 图片
shell-upload = 你自己的图片
shell-uploader-upload = 选择图片
shell-uploader-limit = 或拖到这里；每张不超过 20 MB
shell-uploader-refused = 标红的文件未被接受：每张图片不超过 20 MB。
shell-uploader-photo = 拍照
shell-uploader-camera = 请允许浏览器使用摄像头。
shell-camera = 使用摄像头
shell-reading = 正在读取图片……
shell-upload-lost = 你的图片从不被保存，页面或程序重新启动后，或为新图片让位后，就不再保留：请再选一次；在此之前显示自带的图片。
shell-upload-full = 较早的图片已为新图片让位：同时最多为你保留 { $most } 张（共 { $mb } MB）；想再看哪一张，请重新选择它。
shell-away-title = 连接中断
shell-away-words = 运行 SegViz 的电脑没有应答；一旦恢复，页面会自动继续。
shell-seed = 场景
shell-another = 换一个场景

shell-network = 网络
shell-lineage-teaching = 教学版
shell-lineage-paper = 论文版
shell-lineage-article = 文章版

shell-display = 尺寸与颜色
shell-size = 工作尺寸（像素）
shell-size-help = 网络所见图片的长边。边长加倍，计算量变为四倍。
shell-fit = 适配方式
shell-fit-help = 网络只接受某些尺寸。图片会被略微拉伸到最近的尺寸，或用灰色填充，或用自身的镜像延伸。
shell-fit-resize = 缩放
shell-fit-pad = 填充
shell-fit-mirror = 镜像
shell-scale = 颜色范围取自
shell-scale-help = 每张图：每张图都用满全部颜色，图案最清楚。整个阶段：范围取自该阶段的所有通道，各图可以互相比较。
shell-scale-map = 每张图
shell-scale-stage = 整个阶段
shell-colours = 颜色表

shell-running = { $model } 的结果即将出来……
shell-recalling = 正在重新记录 { $stage }……
shell-waiting = 前面还有 { $before } 张图片在计算。
shell-trained = 已训练：{ $name }
shell-trained-own = 已训练：{ $name }（你自己的文件）
shell-untrained = 未训练
shell-untrained-note = 权重是随机初始值：尺寸、步幅和感受野都是真实的，类别没有意义。

shell-download-png = PNG
shell-download-pdf = PDF
shell-unpredicted = 未预测
shell-tile = 图块 { $number } / { $tiles }

shell-precision = 计算精度
shell-precision-help = 快速：bfloat16，只保留 float32 的 24 位有效位中的 8 位，用时约一半。只有实测在每张内置图片上都有 99.5 % 的像素答案不变的权重才默认使用。各项之和必须精确的页面始终使用 float32。
shell-precision-float32 = float32
shell-precision-fast = 快速（bfloat16）
