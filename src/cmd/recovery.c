/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/recovery.h"

#include <errno.h>

#include "base/text.h"
#include "exec/recover.h"
#include "os/files.h"
#include "os/lock.h"
#include "plan/plan.h"

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

/* Is an earlier write to it still running? Then nothing may be asked of it. */
static int wait_for_writer(struct session *s, const struct lease *lease)
{
	deadline_ms deadline = is_named(s, lease) ? clock_in(s->settings->timeout) : 0;
	int marker = lock_marker(&s->root, lease->address, deadline);

	if (marker < 0)
		return marker;
	/* Under the machine's lock nobody else begins a write; the worker takes it again.
	 */
	(void)close(marker);
	return 0;
}

static int finish(struct session *s, const struct lease *lease)
{
	struct exec_options options = session_options(s);
	struct fault cause = { 0 };
	struct unit unit;
	int r;

	r = plan_recover(s->arena, lease, &unit);
	if (r < 0)
		return r;
	r = recover_unit(s->kernel, s->arena, &unit, &options, &cause);
	if (r == 0)
		return tell(s, lease, "lease.recovered", FINDING_INFO,
		            "an earlier run was cut off here; the device was taken home",
		            NULL);
	return tell(s, lease, "lease.unfinished",
	            is_named(s, lease) ? FINDING_FAIL : FINDING_WARN,
	            arena_printf(s->arena,
	                         "an earlier run was cut off here, and the device could "
	                         "not be taken "
	                         "home: %s",
	                         cause.text),
	            cause.remedy[0] ? arena_text(s->arena, cause.remedy) : NULL);
}

static int recover(struct session *s, const struct lease *lease)
{
	int r = wait_for_writer(s, lease);

	if (r == -EWOULDBLOCK)
		return tell(s, lease, "lease.stuck", FINDING_WARN,
		            "an earlier write to it has not returned yet",
		            "end the process that holds the device");
	if (r < 0)
		return r;
	return finish(s, lease);
}

int recovery_run(struct session *s, bool *ret_again, struct fault *f)
{
	const struct lease **leases;
	size_t n;
	int r;

	*ret_again = false;
	r = scan_leases(&s->root, s->arena, &leases, &n, f);
	if (r < 0)
		return r;
	/* Half a file of a writer that was killed between two system calls. */
	if (s->kernel)
		(void)remove_file(&s->root, LEASE_DIRECTORY "/" FILE_TEMPORARY);
	for (size_t i = 0; i < n; i++) {
		if (leases[i]->state == LEASE_HELD)
			continue;
		*ret_again = s->kernel != NULL;
		r = s->kernel ? recover(s, leases[i])
		              : tell(s, leases[i], "lease.unfinished", FINDING_WARN,
		                     "an earlier run was cut off here; the next acting "
		                     "command "
		                     "takes the device home first",
		                     NULL);
		if (r < 0)
			return fault_errno(f, r,
			                   "%s: cannot finish what an earlier run left",
			                   BDF_TEXT(leases[i]->address));
	}
	return 0;
}
