/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The questions behind the rows of the rule table; each says in its draft what it saw. */
#pragma once

#include "policy/rule.h"

question is_bridge;
question is_busy;
question has_no_group;
question has_rmrr;
question is_display_in_use;
question has_last_keyboard;
question is_denylisted;
question is_vmd_child;
question is_split;
question wants_token;
question has_vfs;
question has_user;
question is_used;
question is_open;
question is_counted;
question is_in_vfio_use;
question is_unseen;
question is_another;
question is_shared;
