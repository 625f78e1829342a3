/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections of the configuration that the words of a command line mean by @NAME. */
#pragma once

#include "cmd/settings.h"
#include "cmd/status.h"
#include "model/config.h"
#include "os/root.h"

/*
 * Reads the configuration into CONFIG, whose arena is set. STATUS_DONE, or the failure,
 * which has been told: STATUS_USAGE where anything in it is wrong.
 */
enum status sections_read(const struct settings *settings, const struct root *root,
                          struct config *config);

/* Leads each @NAME of SELECTORS to its section; STATUS_USAGE if there is none. */
enum status sections_link(const struct settings *settings, const struct config *config,
                          const struct selector *selectors);

/* For acting commands: STATUS_USAGE if a section matches whatever there is. */
enum status sections_refuse_open(const struct settings *settings,
                                 const struct selector *selectors);
