picker-words = 你的图片。点击选取一处；或用方向键移动（按住 Shift 每次十步），再按回车。
