/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completion scripts, made of the same rows as help. 0, or what the sink answered. */
#pragma once

#include "view/sink.h"

int shells_bash(const struct sink *sink);
int shells_fish(const struct sink *sink);
int shells_zsh(const struct sink *sink);
