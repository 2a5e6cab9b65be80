# 一个运算是什么，一个词。

stages-kind-conv = 卷积
stages-kind-relu = ReLU
stages-kind-batchnorm = 批归一化
stages-kind-pool = 池化
stages-kind-up = 上采样
stages-kind-crop = 裁剪
stages-kind-concat = 拼接
stages-kind-sum = 相加
stages-kind-dropout = 随机失活
stages-kind-block = 模块
