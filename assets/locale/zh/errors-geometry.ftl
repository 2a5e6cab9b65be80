size-refused = { $model } 无法处理 { $height }x{ $width }（{ $op } 处失败）：边长必须{ $rule ->
    [residue] 除以 { $modulus } 余 { $residue }，且不小于 { $minimum }
    [multiple] 是 { $modulus } 的倍数
   *[many] 不小于 { $minimum }，且除以 { $modulus } 余 0 到 { $residue }
  }；{ $below ->
    [0] 最近的可用边长是 { $above }。
   *[other] 与 { $side } 最近的可用边长是 { $below } 和 { $above }。
  }
model-unknown = 没有名为“{ $name }”的网络；现有：{ $names }。
geometry-unknown = { $name } 没有几何方式“{ $geometry }”；可用：{ $names }。
tiles-too-small = { $model } 不能以 { $most } 像素的图块运行：其中没有单元能看到它在整图中看到的全部。请选择另一个网络。
