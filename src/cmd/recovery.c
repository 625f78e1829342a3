/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/recovery.h"

#include <errno.h>

#include "base/text.h"
#include "exec/recover.h"
#include "os/files.h"
#include "os/lock.h"
#include "plan/recovery.h"

static bool is_named(const struct session *s, const struct lease *lease)
{
	for (size_t i = 0; i < s->choice.n; i++)
		if (bdf_equal(s->choice.devices[i]->address, lease->address))
			return true;
	return false;
}

static int tell(struct session *s, const struct lease *lease, const char *id,
                enum finding_status status, const char *summary, const char *remedy)
{
	struct finding finding = {
		.id = id,
		.status = status,
		.subject = arena_text(s->arena, BDF_TEXT(lease->address)),
		.summary = summary,
		.remedy = remedy,
	};
	const char *path = arena_printf(s->arena, LEASE_DIRECTORY "/%s",
	                                BDF_TEXT(lease->address));

	if (!finding.subject || !summary || !path ||
	    finding_evidence(s->arena, &finding, path, lease_state_text(lease->state)) <
	            0)
		return -ENOMEM;
	return findings_add(&s->findings, &finding);
}

static int wait_for_marker(struct session *s, struct bdf device, deadline_ms deadline)
{
	int marker = lock_marker(&s->root, device, deadline);

	if (marker < 0)
		return marker;
	/* Under the machine's lock nobody else begins a write; the worker takes it again.
	 */
	(void)close(marker);
	return 0;
}

/*
 * Is an earlier write to it still running? Then nothing may be asked of it. Nor is a
 * bystander safe before the ids that it has can no longer come to be taught.
 */
static int wait_for_writer(struct session *s, const struct lease *lease)
{
	deadline_ms deadline = is_named(s, lease) ? clock_in(s->settings->timeout) : 0;
	int r = wait_for_marker(s, lease->address, deadline);
	const char *rest = lease->beside;
	struct bdf teacher;

	while (r == 0 && lease_next_beside(&rest, &teacher))
		r = wait_for_marker(s, teacher, deadline);
	return r;
}

/* What is said when it is done, and what a plan says. NULL: nothing yet. */
static const struct {
	const char *done, *planned;
} words[] = {
	[RECOVERY_FINISH] = { "an earlier run was cut off at its end; it is done now",
	                      "an earlier run was cut off at its end; the next acting "
	                      "command finishes it first" },
	[RECOVERY_FORGET] = { "an earlier run was cut off with the device as it was "
	                      "before; the lease says so again",
	                      "an earlier run was cut off with the device as it was "
	                      "before; the next acting command notes that first" },
	[RECOVERY_HOME] = { "an earlier run was cut off here; the device was taken home",
	                    "an earlier run was cut off here; the next acting command "
	                    "takes the device home first" },
};

static int finish(struct session *s, const struct recovery *recovery)
{
	struct exec_options options = session_options(s);
	const struct lease *lease = recovery->lease;
	struct fault cause = { 0 };
	struct unit unit;
	int r;

	r = recovery_plan(s->arena, recovery, &unit);
	if (r < 0)
		return r;
	r = recover_unit(s->kernel, s->arena, &unit, &options, &cause);
	if (r == 0 && recovery->way == RECOVERY_PART)
		return 0;
	if (r == 0)
		return tell(s, lease, "lease.recovered", FINDING_INFO,
		            words[recovery->way].done, NULL);
	return tell(s, lease, "lease.unfinished",
	            is_named(s, lease) ? FINDING_FAIL : FINDING_WARN,
	            arena_printf(s->arena,
	                         "an earlier run was cut off here, and the device could "
	                         "not be taken "
	                         "home: %s",
	                         cause.text),
	            cause.remedy[0] ? arena_text(s->arena, cause.remedy) : NULL);
}

/* Whether a device with a running write may be taken says rule device.busy. */
static int tell_stuck(struct session *s, const struct lease *lease)
{
	if (!lease->beside)
		return tell(s, lease, "lease.stuck", FINDING_WARN,
		            "an earlier write to it has not returned yet",
		            "end the process that holds the device");
	return tell(s, lease, "lease.stuck",
	            is_named(s, lease) ? FINDING_FAIL : FINDING_WARN,
	            arena_printf(s->arena,
	                         "a driver may yet be taught its ids: an earlier write "
	                         "for %s has not returned",
	                         lease->beside),
	            "end the process that holds that device");
}

static int recover(struct session *s, const struct recovery *recovery)
{
	const struct lease *lease = recovery->lease;
	int r;

	/* What only writes a lease asks nothing of the device. */
	if (recovery->way != RECOVERY_HOME)
		return finish(s, recovery);
	r = wait_for_writer(s, lease);
	if (r == -EWOULDBLOCK)
		return tell_stuck(s, lease);
	return r < 0 ? r : finish(s, recovery);
}

static int announce(struct session *s, const struct recovery *recovery)
{
	if (recovery->way == RECOVERY_PART)
		return 0;
	return tell(s, recovery->lease, "lease.unfinished", FINDING_WARN,
	            words[recovery->way].planned, NULL);
}

int recovery_run(struct session *s, bool *ret_again, struct fault *f)
{
	const struct lease **leases;
	struct recovery *list;
	size_t n;
	int r;

	*ret_again = false;
	r = scan_leases(&s->root, s->arena, &leases, &n, f);
	if (r < 0)
		return r;
	if (recovery_decide(s->arena, leases, n, &list, &n) < 0)
		return fault(f, -ENOMEM, "out of memory");
	/* Half a file of a writer that was killed between two system calls. */
	if (s->kernel)
		(void)remove_file(&s->root, LEASE_DIRECTORY "/" FILE_TEMPORARY);
	for (size_t i = 0; i < n; i++) {
		*ret_again = s->kernel != NULL;
		r = s->kernel ? recover(s, &list[i]) : announce(s, &list[i]);
		if (r < 0)
			return fault_errno(f, r,
			                   "%s: cannot finish what an earlier run left",
			                   BDF_TEXT(list[i].lease->address));
	}
	return 0;
}
