/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: one reader for each fact of the platform. */
#pragma once

#include "scan/platform.h"
#include "scan/read.h"

/* 0 or -ENOMEM; everything else a reader notes as unknown itself. */
int read_cpu(struct scan *scan, struct platform *platform);
int read_iommus(struct scan *scan, struct platform *platform);
int read_interrupts(struct scan *scan, struct platform *platform);
int read_parameters(struct scan *scan, struct platform *platform);
int read_platform_nodes(struct scan *scan, struct platform *platform);
int read_board(struct scan *scan, struct platform *platform);
int read_booted(struct scan *scan, struct platform *platform);
int read_boot(struct scan *scan, struct platform *platform);
int read_modconf(struct scan *scan, struct platform *platform);
int read_initramfs(struct scan *scan, struct platform *platform);
int read_firmware(struct scan *scan, struct platform *platform);
int read_feature_lock(struct scan *scan, struct platform *platform);
int read_memory(struct scan *scan, struct platform *platform);
int read_limits(struct scan *scan, struct platform *platform);
int read_security(struct scan *scan, struct platform *platform);
int read_usb(struct scan *scan, struct platform *platform);
int read_virtio(struct scan *scan, struct platform *platform);
int read_denied(struct scan *scan, struct platform *platform);
int read_node_rules(struct scan *scan, struct platform *platform);

/* The part of the firmware that is a devicetree. */
struct firmware;
int read_devicetree(struct scan *scan, struct platform *platform,
                    struct firmware *firmware);

/* Notes MEMBER as unknown because PATH gave ERROR. 0 or -ENOMEM. */
int platform_unknown(struct scan *scan, struct platform *platform, const char *member,
                     const char *path, int error);

/*
 * What it means that something in the directory PARENT is not there: ABSENT if that
 * directory is, else UNKNOWN: half a machine proves nothing.
 */
enum known platform_absent(struct scan *scan, const char *parent);

/* A small file as text; ABSENT if there is none. */
int platform_text(struct scan *scan, struct platform *platform, const char *path,
                  const char *member, struct text *ret);
