"""The garbage collector, kept away while much is made of which next to nothing is garbage.

Imports, content and an index stay. The collector would look through all of them again and again while they grow: that
took a third of a start.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Make something large. When that is over, the collector looks at it as at everything else."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def starting() -> Iterator[None]:
    """Make what stays until the program ends. The collector never looks at it."""
    with without_collector():
        try:
            yield
        finally:
            gc.freeze()
