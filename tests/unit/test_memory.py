"""The thread that computes, and its memory."""

import subprocess
import sys
import threading

import pytest

from segviz import memory

FAULTS = """
import resource, threading
import torch
from segviz.capture import Recorder
from segviz.keeping import compact
from segviz.memory import compute
from segviz.models import zoo

network = zoo.build("unet-same", width=1 / 4)
x = torch.zeros(1, 3, 768, 768)

def faults():
    for _ in range(2):  # what is there for good is there after the first
        start = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        with Recorder(network, take=compact), torch.inference_mode():
            network(x)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - start

# Threads that have a heap of their own before, as in a server.
gate = threading.Event()
others = [threading.Thread(target=lambda: (bytearray(2**20), gate.wait())) for _ in range(4)]
[other.start() for other in others]
print(faults(), compute(faults))
gate.set()
"""


@pytest.mark.skipif(memory._c_library() is None, reason="only glibc can be told")
def test_large_tensors_take_the_pages_of_those_before():
    done = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    assert after < 0.7 * before


def test_one_thread_computes_for_all():
    names = []
    askers = [
        threading.Thread(target=lambda: names.append(memory.compute(lambda: threading.current_thread().name)))
        for _ in range(5)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(names) == 5
    assert len(set(names)) == 1
    assert names[0] != threading.current_thread().name


def test_what_goes_wrong_is_raised_where_it_was_asked_for():
    with pytest.raises(ZeroDivisionError):
        memory.compute(lambda: 1 // 0)
    assert memory.compute(lambda: 7) == 7
