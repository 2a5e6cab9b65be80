"""The thread that computes, and its memory."""

import subprocess
import sys
import threading

import pytest
import torch

from segviz import memory

PROBE = """
import resource, threading, time
import psutil, torch
from segviz import memory
from segviz.capture import Recorder
from segviz.keeping import compact
from segviz.models import zoo

network, kept = zoo.build("unet-same", width=1 / 4), []
x = torch.zeros(1, 3, 512, 512)

def resident():
    return psutil.Process().memory_info().rss

def faults(keep):
    start = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    with Recorder(network, keep, take=compact) as recorder, torch.inference_mode():
        network(x)
    kept.append(recorder.trace())
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - start

nothing, everything = lambda op: False, lambda op: True
# Threads that have a heap of their own before, as in a server.
gate = threading.Event()
others = [threading.Thread(target=lambda: (bytearray(2**20), gate.wait())) for _ in range(4)]
[other.start() for other in others]
# What is there for good is there after the first few.
print(faults(nothing), *(memory.compute(lambda: faults(nothing)) for _ in range(4)))
empty = resident()
for _ in range(3):
    memory.compute(lambda: faults(everything))
print(resident() - empty, sum(t.nbytes for trace in kept for t in trace.tensors.values()))
print(memory.compute(lambda: faults(nothing)), resident())
time.sleep(2 * memory.IDLE)
print(resident())
gate.set()
"""


@pytest.fixture(scope="module")
def probed():
    if not memory._roomy():
        pytest.skip("only glibc can be told")
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    return [[int(word) for word in line.split()] for line in done.stdout.splitlines()]


def test_large_tensors_take_the_pages_of_those_before(probed):
    (first, *_, last), *_ = probed
    assert last < 0.1 * first


def test_what_is_kept_lies_apart_and_costs_its_own_bytes(probed):
    """Passes that follow fit into the memory of those before: nothing kept lies in it."""
    (first, *_), (growth, kept), (later, _), _ = probed
    assert growth < 1.1 * kept
    assert later < 0.1 * first


def test_working_memory_goes_back_when_nothing_follows(probed):
    (_, busy), (idle,) = probed[2:]
    assert busy - idle > 50 * 2**20


@pytest.mark.parametrize("shape", [(4, 8), (3, 700, 500)])
@pytest.mark.parametrize("dtype", [torch.half, torch.float])
def test_a_copy_apart_is_equal_and_as_laid_out_and_nobody_elses(shape, dtype):
    tensor = torch.randn(1, *shape)
    for given in (tensor[0], tensor.contiguous(memory_format=torch.channels_last)[0] if len(shape) == 3 else tensor):
        found = memory.apart(given, dtype)
        assert found.stride() == given.stride()
        assert torch.equal(found, given.to(dtype))
        given.zero_()
        assert found.any()
        given.copy_(found)


def test_where_the_system_has_no_pages_a_copy_lies_where_there_is_room(monkeypatch):
    def full(*args, **options):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(memory.mmap, "mmap", full)
    monkeypatch.setattr(memory, "_roomy", lambda: True)
    monkeypatch.setattr(memory, "_spare", {})
    tensor = torch.randn(memory.APART)
    assert torch.equal(memory.apart(tensor, torch.float), tensor)


def test_what_a_kept_tensor_leaves_is_taken_by_the_next_of_its_size(monkeypatch):
    if not memory._roomy():
        pytest.skip("only glibc can be told")
    monkeypatch.setattr(memory, "_spare", {})
    one, other = torch.randn(memory.APART), torch.randn(2 * memory.APART)
    kept = memory.apart(one, torch.float)
    place = kept.data_ptr()
    view = kept[:5]
    del kept
    assert memory.apart(one, torch.float).data_ptr() != place, "a view of it is still there"
    del view
    assert memory.apart(other, torch.float).data_ptr() != place
    found = memory.apart(other[: memory.APART], torch.float)
    assert found.data_ptr() == place
    assert torch.equal(found, other[: memory.APART])
    memory.give_back()
    assert not memory._spare
    monkeypatch.setattr(memory, "SPARE", found.nbytes - 1)
    del found
    assert not any(memory._spare.values()), "no more than SPARE bytes are held"


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
