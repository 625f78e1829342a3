/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the value of a parameter is judged, by kind; each adds words: 0 or -ENOMEM. */
#pragma once

#include "policy/boot_options.h"

/* Parts between commas, each compared with the choices from its start. */
int judge_list(struct hearing *hearing);

/* A yes (the first choice) or a no (the second). */
int judge_boolean(struct hearing *hearing);

/* Its mere presence counts. */
int judge_flag(struct hearing *hearing);

/* Whatever stands there. */
int judge_any(struct hearing *hearing);

/* ids= of vfio-pci; and of pci-stub, which nobody needs any more. */
int judge_ids(struct hearing *hearing);
int judge_stub_ids(struct hearing *hearing);

/* Names of modules that shall not be loaded, or be loaded early. */
int judge_blacklist(struct hearing *hearing);
int judge_preload(struct hearing *hearing);

/* A parameter that only patched kernels have. */
int judge_acs_override(struct hearing *hearing);

/* video=efifb:off and initcall_blacklist=sysfb_init, which keep the framebuffer off. */
int judge_video(struct hearing *hearing);
int judge_initcall(struct hearing *hearing);

/* The size of huge pages. */
int judge_page_size(struct hearing *hearing);

/* Our own word. */
int judge_kill_switch(struct hearing *hearing);

/* Does vfio-pci take it for an id: two to six numbers in hex between colons? */
bool is_vfio_id(const char *part);
