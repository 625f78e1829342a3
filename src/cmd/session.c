/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/session.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include "cmd/chronicle.h"
#include "cmd/output.h"
#include "cmd/recovery.h"
#include "cmd/sections.h"
#include "cmd/speak.h"
#include "exec/live.h"
#include "os/account.h"
#include "os/lock.h"

static enum status usage(const struct session *s, const struct fault *f)
{
	return speak_error(s->settings, STATUS_USAGE, "usage", f);
}

static enum status internal(const struct session *s, const struct fault *f)
{
	return speak_error(s->settings, STATUS_FAILED, "internal", f);
}

/*
 * "20261121T061500Z-1f2e3d4c5b6a7988": second, nanosecond and chance. Named under the
 * lock they sort as they were done, also several in a second, and none comes twice.
 */
static int name_transaction(struct session *s)
{
	struct timespec now;
	struct tm utc;
	unsigned char random[4];
	char day[32], since[32];

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (!gmtime_r(&now.tv_sec, &utc) ||
	    getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return -EIO;
	(void)strftime(day, sizeof(day), "%Y%m%dT%H%M%SZ", &utc);
	(void)strftime(since, sizeof(since), "%Y-%m-%dT%H:%M:%SZ", &utc);
	s->request.since = arena_text(s->arena, since);
	s->request.transaction = arena_printf(s->arena, "%s-%08lx%02x%02x%02x%02x", day,
	                                      (unsigned long)now.tv_nsec, random[0],
	                                      random[1], random[2], random[3]);
	return s->request.since && s->request.transaction ? 0 : -ENOMEM;
}

static int read_boot_id(struct session *s)
{
	char text[64];
	int r = root_read(&s->root, "proc/sys/kernel/random/boot_id", text, sizeof(text));

	s->request.boot_id = arena_text(s->arena, r == 0 ? text : "unknown");
	return s->request.boot_id ? 0 : -ENOMEM;
}

static int parse_owner(struct session *s, struct fault *f)
{
	struct owner *owner;
	int r;

	if (!s->settings->owner)
		return 0;
	owner = arena_alloc(s->arena, sizeof(*owner));
	if (!owner)
		return fault(f, -ENOMEM, "out of memory");
	r = account_parse(s->settings->owner, owner, f);
	s->request.owner = owner;
	return r;
}

/* Nearly everything is never what somebody wants taken. */
static int refuse_open(const struct selector *list, struct fault *f)
{
	for (; list; list = list->next)
		if (selector_is_open(list)) {
			(void)fault(f, -EINVAL,
			            "'%s' leaves open which devices are meant",
			            list->text);
			return fault_remedy(f,
			                    "add what they are, as in class=network,%s",
			                    list->text);
		}
	return 0;
}

/*
 * Read if anything in it would count: a section that is meant, or the owner of all nodes
 * where the command line says none.
 */
static enum status use_sections(struct session *s)
{
	enum status status = STATUS_DONE;
	struct fault f = { 0 };

	s->config.arena = s->arena;
	if (selector_wants_config(s->request.selectors) ||
	    (s->request.goal == GOAL_BIND && !s->settings->owner))
		status = sections_read(s->settings, &s->root, &s->config);
	if (status == STATUS_DONE)
		status = sections_link(s->settings, &s->config, s->request.selectors);
	if (status == STATUS_DONE)
		status = sections_refuse_open(s->settings, s->request.selectors);
	if (status == STATUS_DONE && s->request.goal == GOAL_BIND && !s->request.owner &&
	    wishes_owners(s->arena, s->request.selectors, &s->config, &s->owners, &f) < 0)
		status = speak_error(s->settings, STATUS_USAGE, "config", &f);
	return status;
}

enum status session_request(struct session *s, const struct settings *settings,
                            enum goal goal)
{
	struct fault f = { 0 };

	s->settings = settings;
	s->root.fd = s->lock = s->signals.fd = -1;
	s->arena = arena_new();
	s->findings.arena = s->arena;
	if (!s->arena) {
		(void)fault(&f, -ENOMEM, "out of memory");
		return internal(s, &f);
	}
	s->request = (struct request){
		.goal = goal,
		.whole_group = settings->whole_group,
		.new_id = settings->new_id,
		.driver = settings->driver,
		.overrides = settings->overrides,
		.n_overrides = settings->n_overrides,
		.lease_owner = "admin",
	};
	if (parse_owner(s, &f) < 0 || root_open(settings->root, &s->root, &f) < 0)
		return usage(s, &f);
	if (read_boot_id(s) < 0) {
		(void)fault(&f, -ENOMEM, "out of memory");
		return internal(s, &f);
	}
	s->live = s->root.live && !settings->dry_run;
	s->request.is_preview = s->root.live && !s->live && geteuid() != 0;
	return STATUS_DONE;
}

enum status session_select(struct session *s)
{
	struct fault f = { 0 };

	if (!s->settings->n_args) {
		(void)fault(&f, -EINVAL, "no device was named");
		(void)fault_remedy(
			&f, "give one or more addresses, as vfioprep list shows them");
		return usage(s, &f);
	}
	if (choose_parse(s->arena, s->settings, &s->request.selectors, &f) < 0 ||
	    refuse_open(s->request.selectors, &f) < 0)
		return usage(s, &f);
	return use_sections(s);
}

static int open_kernel(struct session *s, struct fault *f)
{
	int r;

	s->worker = worker_new(&s->root);
	if (!s->worker)
		return fault(f, -ENOMEM, "out of memory");
	if (!s->live)
		return 0;
	r = live_kernel_new(&s->root, s->worker, &s->signals, &s->kernel);
	return r < 0 ? fault_errno(f, r, "cannot listen for the kernel's events") : 0;
}

enum status session_lock(struct session *s, const char *name)
{
	struct fault f = { 0 };

	if (s->live && geteuid() != 0) {
		(void)fault(&f, -EPERM, "%s changes the machine and needs root", name);
		(void)fault_remedy(&f,
		                   "run it with sudo, or with --dry-run to see the plan");
		return speak_error(s->settings, STATUS_FAILED, "privilege", &f);
	}
	if (s->live) {
		s->lock = lock_machine(&s->root, name, clock_in(s->settings->wait), &f);
		if (s->lock == -EWOULDBLOCK)
			return speak_error(s->settings, STATUS_FAILED, "locked", &f);
		/* Until here a signal just ends the program: nothing has happened yet. */
		if (s->lock < 0 || signals_block(&s->signals) < 0) {
			(void)fault(&f, -EIO, "cannot block signals");
			return internal(s, &f);
		}
	}
	if (name_transaction(s) < 0) {
		(void)fault(&f, -EIO, "cannot name the transaction");
		return internal(s, &f);
	}
	if (s->root.live && open_kernel(s, &f) < 0)
		return internal(s, &f);
	return STATUS_DONE;
}

/* A scan from nothing: what was known before is forgotten. */
static int scan_anew(struct session *s, struct fault *f)
{
	scan_free(s->scan);
	host_free(s->host);
	s->host = NULL;
	s->scan = scan_new(&s->root, s->worker);
	if (!s->scan)
		return fault(f, -ENOMEM, "out of memory");
	scan_set_peer(s->scan, s->settings->peer);
	/* Whoever takes a device wakes it anyway. */
	scan_may_wake(s->scan);
	if (s->root.live)
		scan_must_tell(s->scan);
	if (s->root.live && geteuid() == 0)
		scan_may_claim(s->scan);
	/* Under the lock: a plan disturbs nobody. */
	if (s->live)
		scan_may_open(s->scan);
	return scan_host(s->scan, &s->host, f);
}

static int choose(struct session *s, struct fault *f)
{
	int r;

	assert(s->host);
	r = scan_facts(s->scan, s->host, s->host->devices, s->host->n_devices,
	               selector_facts(s->request.selectors), f);
	if (r == 0)
		r = choose_devices(s->arena, s->host, s->request.selectors, &s->choice,
		                   f);
	return r;
}

enum status session_choose(struct session *s)
{
	struct fault f = { 0 };
	int r;

	r = scan_anew(s, &f);
	if (r == 0)
		r = choose(s, &f);
	if (r == -ENODEV || r == -ENOTUNIQ)
		return speak_error(s->settings, STATUS_NO_MATCH, "no-match", &f);
	return r < 0 ? internal(s, &f) : STATUS_DONE;
}

enum status session_recover(struct session *s)
{
	struct fault f = { 0 };
	bool again;
	int r;

	r = recovery_run(s, &again, &f);
	if (r == 0 && s->kernel)
		r = chronicle_settle(s, &f);
	if (r < 0)
		return internal(s, &f);
	return again ? session_choose(s) : STATUS_DONE;
}

static bool is_interrupted(void *context)
{
	struct session *s = context;

	return signals_arrived(&s->signals);
}

static void report(void *context, const struct step *step)
{
	const struct session *s = context;

	if (s->settings->verbose || (output_is_watched() && !s->settings->quiet))
		speak_step(step);
}

struct exec_options session_options(struct session *s)
{
	return (struct exec_options){
		.timeout = s->settings->timeout,
		.interrupted = is_interrupted,
		.report = report,
		.context = s,
	};
}

void session_free(struct session *s)
{
	scan_free(s->scan);
	host_free(s->host);
	live_kernel_free(s->kernel);
	worker_free(s->worker);
	signals_close(&s->signals);
	close_fdp(&s->lock);
	root_close(&s->root);
	arena_free(s->arena);
}
