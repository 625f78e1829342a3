/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Schema 1 of docs/schema, by json-c: an object for each element, printed and let go. */
#pragma once

#include "model/finding.h"
#include "model/host.h"
#include "model/judgement.h"
#include "model/unit.h"
#include "view/sink.h"

int render_list(const struct sink *sink, struct device *const *devices, size_t n);

/* As render_list(), with more members for each device. */
int render_show(const struct sink *sink, const struct portrait *portraits, size_t n);

int render_groups(const struct sink *sink, const struct judgement *judgements, size_t n);

/* VERDICT: ready, warnings, not-ready or unknown. */
int render_check(const struct sink *sink, const char *verdict,
                 const struct findings *findings);

/* A text as JSON has it, "null" for NULL; the steps of PLAN as an array's elements. */
int render_text(const struct sink *sink, const char *text);
int render_steps(const struct sink *sink, const struct plan *plan);

/* TRANSACTION: NULL when nothing was written. PLAN may be NULL. */
int render_action(const struct sink *sink, const char *transaction, const char *outcome,
                  const struct findings *findings, const struct plan *plan);

/* What went wrong before there was a plan. REMEDY may be NULL. */
int render_error(const struct sink *sink, const char *code, const char *message,
                 const char *remedy);
