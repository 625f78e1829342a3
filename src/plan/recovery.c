/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/recovery.h"

#include <errno.h>

#include "base/text.h"
#include "plan/lists.h"

/* The lease of the last device that moves with LEASE; NULL: there is none any more. */
static const struct lease *find_last(const struct lease *lease,
                                     const struct lease *const *leases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(lease->last, BDF_TEXT(leases[i]->address)))
			return leases[i];
	return NULL;
}

static enum recovery_way way_of(const struct lease *lease, const struct lease *last)
{
	switch (lease->state) {
	case LEASE_TAKING:
		return last && last->state == LEASE_HELD &&
		                       text_equal(last->transaction, lease->mover)
		               ? RECOVERY_FINISH
		               : RECOVERY_PART;
	case LEASE_RETURNING:
		return last && last->state == LEASE_RETURNING &&
		                       text_equal(last->mover, lease->mover)
		               ? RECOVERY_PART
		               : RECOVERY_FORGET;
	case LEASE_HELD:
	case LEASE_STUCK:
		break;
	}
	return RECOVERY_HOME;
}

static bool is_last(const struct lease *lease)
{
	return text_equal(lease->last, BDF_TEXT(lease->address));
}

int recovery_decide(struct arena *arena, const struct lease *const *leases, size_t n,
                    struct recovery **ret, size_t *ret_n)
{
	struct recovery *list = arena_array(arena, 2 * n + 1, sizeof(*list));
	size_t n_joint, end = 0;

	if (!list)
		return -ENOMEM;
	/* First each gets its fate for itself; those who decide, after the others. */
	for (int last = 0; last < 2; last++)
		for (size_t i = 0; i < n; i++)
			if (leases[i]->state != LEASE_HELD && leases[i]->mover &&
			    is_last(leases[i]) == last)
				list[end++] = (struct recovery){
					leases[i],
					way_of(leases[i], find_last(leases[i], leases, n))
				};
	n_joint = end;
	for (size_t i = 0; i < n_joint; i++)
		if (list[i].way == RECOVERY_PART)
			list[end++] = (struct recovery){ list[i].lease, RECOVERY_HOME };
	for (size_t i = 0; i < n; i++)
		if (leases[i]->state != LEASE_HELD && !leases[i]->mover)
			list[end++] = (struct recovery){ leases[i], RECOVERY_HOME };
	*ret = list;
	*ret_n = end;
	return 0;
}

static int list_saying(struct arena *arena, const struct lease *lease, const char *after,
                       struct steps *steps)
{
	struct builder b = { arena, steps, lease->address, false };

	add_lease(&b, lease_state_text(lease->state), after);
	return b.failed ? -ENOMEM : 0;
}

static const char *text_after(struct arena *arena, const struct recovery *recovery)
{
	const struct lease *lease = recovery->lease;

	switch (recovery->way) {
	case RECOVERY_FINISH:
		return lease->will ? lease->will : lease_write(arena, lease, LEASE_HELD);
	case RECOVERY_HOME:
		/* What was being taken ends as it began. */
		if (lease->will && lease->state != LEASE_TAKING)
			return lease->will;
		break;
	case RECOVERY_FORGET:
	case RECOVERY_PART:
		break;
	}
	return lease->was;
}

int recovery_plan(struct arena *arena, const struct recovery *recovery, struct unit *ret)
{
	const struct lease *lease = recovery->lease;
	const char *alone = lease_write_alone(arena, lease, lease->state,
	                                      LEASE_RETURNING);
	int r = 0;

	*ret = (struct unit){ .address = lease->address };
	ret->texts = (struct lease_texts){
		.moving = alone,
		.alone = alone,
		.stuck = lease_write_alone(arena, lease, lease->state, LEASE_STUCK),
		.after = text_after(arena, recovery),
	};
	switch (recovery->way) {
	case RECOVERY_FINISH:
		r = list_saying(arena, lease, "held", &ret->go);
		break;
	case RECOVERY_FORGET:
		r = list_saying(arena, lease, lease->was ? "held" : NULL, &ret->go);
		break;
	case RECOVERY_PART:
		r = list_saying(arena, lease, "returning", &ret->go);
		break;
	case RECOVERY_HOME:
		r = copy_steps(arena, &lease->back, &ret->go);
		break;
	}
	return r == 0 && alone && ret->texts.stuck &&
	                       (ret->texts.after || recovery->way != RECOVERY_FINISH)
	               ? 0
	               : -ENOMEM;
}
