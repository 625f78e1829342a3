# SPDX-License-Identifier: GPL-2.0-or-later
"""The suites, by name. The host imports this too, to know what must have run."""

from . import (bench, bind, check, crash, crash_full, crash_reset, demo, hang, host_display,
               host_network, host_open, host_storage, recipes, selectors)


class Suite:
    """The cases of a module: its functions marked by @case, in the order of the file."""

    def __init__(self, module, needs_product=True, seconds=600):
        self.needs_product, self.seconds = needs_product, seconds
        self._cases = {item.__name__: item for item in vars(module).values()
                       if hasattr(item, "machines")}

    def names(self, iommu):
        return [name for name, item in self._cases.items() if iommu in item.machines]

    def case(self, name):
        return self._cases[name]


SUITES = {
    "bench": Suite(bench),
    "bind": Suite(bind),
    "check": Suite(check),
    "crash": Suite(crash),
    "crash_full": Suite(crash_full, seconds=5400),
    "crash_reset": Suite(crash_reset),
    "demo": Suite(demo),
    "hang": Suite(hang),
    "host_network": Suite(host_network),
    "host_open": Suite(host_open),
    "host_display": Suite(host_display),
    "host_storage": Suite(host_storage),
    "recipes": Suite(recipes, needs_product=False),
    "selectors": Suite(selectors),
}
