memory-short = 空闲内存不足，{ $model } 无法处理 { NUMBER($size, useGrouping: 0) } 像素的图片{ $smaller ->
    [0] ；请关闭其他程序，或选用更小的工作尺寸或更小的网络。
   *[other] ；{ NUMBER($smaller, useGrouping: 0) } 像素可以：请选用这一工作尺寸。
  }
disk-full = 磁盘已满或不能再写入（{ $reason }），结果没有写下；请腾出空间，或写到别处。
