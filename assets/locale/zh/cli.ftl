# 命令行：帮助、表头、结果与错误。

cli-help = 了解 FCN 与 U-Net 的工作方式：一张图片的每个张量，从 1/1 到 1/32 再回来。
cli-lang-help = 所有文字使用的语言。
cli-json-help = 输出 JSON。
cli-csv-help = 输出 CSV。
cli-markdown-help = 输出 Markdown 表格。
cli-usage = { $problem }（参见：{ $command } --help）

cli-models-help = 列出各网络、参数量以及本机已有的权重。
cli-column-name = 名称
cli-column-family = 系列
cli-column-params = 参数量
cli-column-classes = 类别数
cli-column-weights = 权重
cli-column-kind = 类型
cli-column-size = C×H×W
cli-column-stride = 步幅
cli-column-field = 感受野
cli-column-macs = 乘加次数
cli-column-memory = 字节（float32）
cli-column-models = 网络
cli-column-file = 文件
cli-column-state = 状态
cli-total = 合计

cli-shapes-help = 输出网络 NAME 的每个阶段：尺寸、步幅、感受野、参数量和乘加次数。
cli-shapes-size-help = 输入的高和宽（像素），只写一个数表示正方形；不写则取最接近 512x512 的可用尺寸。
cli-classes-help = 网络区分的类别数。
cli-channels-help = 输入的通道数。
cli-geometry-help = “same”或“paper”，用于两种几何方式都有的网络。
cli-shapes-title = { $model }：输入 { $input }，输出 { $output }，{ $params } 个参数
cli-bad-size = “{ $value }”不是尺寸：请写成 高x宽（像素），每边从 1 到 { $largest }，例如 512x512 或 388x572。

cli-run-help = 让网络处理图片，并把每张图片的掩码、叠加图、热图和 run.json 写入它自己的文件夹。
cli-model-help = 网络名称；“models”命令会列出它们。
cli-out-help = 各图片的文件夹放在哪里。
cli-size-help = 图片先缩放到的长边（像素），然后再适配网络。
cli-fit-help = 如何使图片成为网络可用的尺寸。
cli-weights-help = 权重名称（见“weights list”），“default”表示现有的最佳权重，或“untrained”（未训练）。
cli-ran = { $file }：{ $model }，权重 { $weights }，{ $size } -> { $folder }
cli-refused = { $file }：{ $reason }
cli-is-folder = 这是文件夹，不是图片；请写出其中的图片，例如 folder/*.jpg。
cli-no-file = 没有这个文件；请检查文件名和文件夹。
cli-not-read = 无法读取文件（{ $reason }）；请检查文件名和读取权限。
cli-not-written = 无法把结果写入 { $folder }（{ $reason }）；请用 --out 指定另一个文件夹，或腾出空间。

cli-weights-group-help = 训练好的权重：已有哪些，以及如何添加公开发布的或自己训练的权重。
cli-weights-list-help = 列出自带的和导入的权重，以及每个文件是否与其卡片一致。
cli-weights-fine = 完好
cli-weights-import-help = 添加权重：公开发布的权重（只含张量的 PyTorch .pth 文件，需加 --model）会转换为你自己缓存中的 safetensors；自己训练得到的权重（旁边有卡片的 .safetensors 文件）会代替同名的自带权重。
cli-weights-model-help = FILE 中的权重属于哪个网络。
cli-weights-torchvision-help = 不给 FILE 时：让 torchvision 下载 ImageNet 的 VGG16（528 MB），供 vgg16-heatmap 使用。
cli-weights-import-usage = 请给出 .pth 文件和 --model，或只给出训练得到的 .safetensors 文件，或只给出 --torchvision。
cli-imported = 供 { $models } 使用的权重“{ $name }”已存入 { $file }。

cli-train-help = 训练网络（用法见 python -m segviz train --help）。
cli-evaluate-help = 在有标注的图片上测量训练好的权重。
cli-needs-packages = 命令“{ $command }”需要 { $package } 这个包，但它没有安装：可用 pip install -r requirements-train.txt 安装。

cli-check-help = 验证所显示的内容：对 IMAGE（不给则用内置的猫）的一次计算用其他方法重算，并输出每条断言及其实测误差；有断言不成立时退出码为 1。
cli-check-passed = 成立
cli-check-failed = 不成立
cli-column-passed = 结果
cli-column-measured = 实测
cli-column-bound = 上限
cli-column-subject = 最差处
cli-column-claim = 断言
