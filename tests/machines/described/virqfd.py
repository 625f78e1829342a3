# SPDX-License-Identifier: GPL-2.0-or-later
"""An initramfs is to have vfio_virqfd, of which Linux 6.12 knows nothing any more; and one file
for dracut is never read."""

import small


def describe():
    m = small.pc(release="6.12.9-200.fc41.x86_64", words="quiet rd.driver.pre=vfio-pci,vfio_virqfd")
    m.file("etc/dracut.conf.d/vfio.conf",
           'force_drivers+=" vfio vfio_iommu_type1 vfio_pci vfio_virqfd "')
    m.file("etc/dracut.conf.d/passthrough", 'force_drivers+=" vfio_pci "')
    small.intel(m)
    return m
