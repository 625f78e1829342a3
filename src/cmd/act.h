/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every acting command does: lock, recover, scan, ask the rules, plan, execute,
 * tell. */
#pragma once

#include "cmd/settings.h"
#include "cmd/status.h"

struct session;

/* GOAL and the settings make the request; `name` is the command for the lock's holder. */
enum status act(const struct settings *settings, const char *name, enum goal goal);

/* With the devices chosen and nothing left unfinished: does what is asked. */
enum status act_decide(struct session *s);

/* Refuses it by the findings, of which one fails. */
enum status act_refuse(struct session *s);
