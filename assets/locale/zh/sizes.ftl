# 任意尺寸：是否可用，哪里先失败，边缘丢失多少。

sizes-title = 尺寸试验场

sizes-height = 高（1 到 { $most } 像素）
sizes-width = 宽（1 到 { $most } 像素）
sizes-use = 改用 { $side }
sizes-use-pair = 改用 { $height } × { $width }
sizes-own = 图片自身的 { $height } × { $width }

sizes-fits = { $model } 可以接受 { $height } × { $width }。
sizes-axis-height = **高 { $side }：**
sizes-axis-width = **宽 { $side }：**
sizes-axis-both = **高和宽 { $side }：**
sizes-axis-fits = 可用。
sizes-place = （第 { $place } 个运算，共 { $count } 个；此前的都能完成。）

sizes-out = 得到什么
sizes-metric-output = 输出
sizes-metric-every = 单元间隔
sizes-metric-down = 上下丢失
sizes-metric-along = 左右丢失
sizes-metric-share = 图片中有答案的部分
sizes-pixels = { $count } 像素
sizes-silent = 什么都没有报错，但末端的像素得不到答案：池化遇到奇数边长时，会一声不响地丢掉最后一行或一列。
sizes-drawn = 你的图片裁成这个尺寸，按比例
sizes-drawn-whole = 你的图片裁成这个尺寸，按比例绘制。每个像素都有答案。
sizes-drawn-part = 你的图片裁成这个尺寸，按比例绘制。亮处：有答案的部分。暗处：网络需要看到、但不给出答案的部分。
sizes-drawn-silent = 你的图片裁成这个尺寸，按比例绘制。末端的暗处：被丢掉的部分。
sizes-drawn-coarse = 你的图片裁成这个尺寸，按比例绘制。每个红框是输出的一个单元，即其中心周围 { $stride } × { $stride } 像素；它所看到的范围要大得多。

sizes-steps = 逐步计算
sizes-steps-side = 从 { $side } 像素开始
sizes-column-operation = 运算
sizes-column-kind = 种类
sizes-here = 在此失败
sizes-column-side = 边长

sizes-all = 从 { $first } 到 { $last } 的所有尺寸
sizes-all-note = 每行 { $period } 个尺寸：左侧的数加上列上方的数。红框是输入的尺寸。指向一格即可看到结果。
sizes-hover-fits = { $side } → { $cells }，丢失 { $before } + { $after } 像素
sizes-hover-fails = { $side }：{ $op } 失败
sizes-kind-whole = 可用，没有丢失
sizes-kind-borders = 可用，但丢失边缘
sizes-kind-silent = 能运行，但不声不响地丢失像素
sizes-kind-fails = 失败
sizes-rule-any = **规则**：不小于 { $minimum } 的任意边长。
sizes-rule-multiple = **规则**：{ $modulus } 的倍数，且不小于 { $minimum }。
sizes-rule-one = **规则**：除以 { $modulus } 余 { $first }，且不小于 { $minimum } 的边长。
sizes-rule-many = **规则**：除以 { $modulus } 余 { $first } 到 { $last }，且不小于 { $minimum } 的边长。
