# What an operation is, in a word.

stages-kind-conv = convolution
stages-kind-relu = ReLU
stages-kind-batchnorm = BatchNorm
stages-kind-pool = pooling
stages-kind-up = up-sampling
stages-kind-crop = crop
stages-kind-concat = concatenation
stages-kind-sum = sum
stages-kind-dropout = dropout
stages-kind-block = block
