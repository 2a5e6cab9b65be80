# 权重文件的卡片：用什么训练，达到什么水平。

card-open = 关于这些权重
card-trained = 训练数据：{ $what }
card-classes = **{ $count } 个类别：** { $names }
card-many = 单独一张图片说明不了什么。在 { $pictures } 张未参与训练的图片上（长边 { $size } 像素），这套权重的平均 IU 为 { $figures }。
card-reached = 在 **{ $pictures } 张未参与训练的图片**上，长边 { $size } 像素：
card-output = 输出
card-pixels = 像素准确率
card-mean-iu = 平均 IU
card-boundary = 边界 3 像素内的平均 IU
card-finer = 4s 与 2s 是我们自己的实验：在 pool2 和 pool1 上也加了打分层。FCN 论文止于 8s。
card-members = 其中并排放着 { $count } 个网络，各占 1/{ $count } 的通道。它们只在最后一层相遇：得分是各网络得分的平均。
card-by-hand = 它们由手工合并，选哪几个也参照了那些未参与训练的图片：最后一位数字略偏高。下面的命令得到的是另一个文件（见 docs/training.md）。
card-grown = 训练开始时只有 1/{ $count } 的通道，随后每个通道变成 { $count } 份副本。“逐层查看”页上看起来相同的特征图就是这样的副本。
card-each = 各类的 IU（{ $output }）：{ $figures }
