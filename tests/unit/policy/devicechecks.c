/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What check says of a named device, and of all that VFIO has. A check that lacks a case
 * in which it applies, or one in which it does not, fails the last test. */
#include "policy/devicechecks.h"

#include <errno.h>
#include <string.h>

#include "model/usb.h"
#include "policy/check.h"
#include "support/findings.h"
#include "support/scene.h"
#include "test.h"

/* A card with two functions behind a port, of which the first is named; each row of a
 * test changes what it is about. */
struct scene {
	struct host *host;
	struct platform platform;
	struct device port, device, beside;
	struct device *devices[3], *taken[2];
	size_t n_taken;
	struct usb usb;
	struct usb_device hub, stick, other;
};

static void set_up(struct scene *s)
{
	*s = (struct scene){
		.host = host_new(),
		.platform = { .vfio_known = KNOWN,
		              .booted = { .version = KERNEL_VERSION(6, 1) },
		              .stays_awake = { "d", { ABSENT, NULL } } },
		.port = { .address = { .slot = 1 }, .class = { KNOWN, 0x060400 } },
		.device = { .address = { .bus = 1 },
		            .class = { KNOWN, 0x020000 },
		            .driver = { KNOWN, "vfio-pci" },
		            .vfio_module = { KNOWN, "vfio_pci" },
		            .group_id = { KNOWN, 7 },
		            .vfio = { .known = KNOWN,
		                      .group_node = { "dev/vfio/7", 0, 0, 0600 } },
		            .reset_methods = { KNOWN, "flr bus" },
		            .power = { .state = { KNOWN, "D0" },
		                       .status = { KNOWN, "active" },
		                       .control = { KNOWN, "auto" },
		                       .d3cold = { KNOWN, 1 },
		                       .can_be_cut = ABSENT,
		                       .switch_path = "s" },
		            .physfn = { ABSENT, NULL },
		            .most_vfs = { ABSENT, 0 },
		            .vf_memory = { ABSENT, 0 },
		            .vf_count = { KNOWN, 0 },
		            .autoprobe = { ABSENT, 0 } },
		.beside = { .address = { .bus = 1, .function = 1 },
		            .class = { KNOWN, 0x040300 },
		            .driver = { KNOWN, "snd_hda_intel" } },
		.n_taken = 1,
	};
	s->device.parent = s->beside.parent = &s->port;
	s->devices[0] = &s->port;
	s->devices[1] = s->taken[0] = &s->device;
	s->devices[2] = s->taken[1] = &s->beside;
	s->host->devices = s->devices;
	s->host->n_devices = 3;
	s->host->platform = &s->platform;
	s->platform.usb = &s->usb;
}

/* clang-format off */
CHANGE(is_well, (void)s)
CHANGE(has_variant, s->device.vfio_module.value = "mlx5_vfio_pci")
CHANGE(is_on_variant, has_variant(s); s->device.driver.value = "mlx5_vfio_pci")
CHANGE(has_unread_variant, s->device.vfio_module.known = UNKNOWN)
CHANGE(is_open_to_all, s->device.vfio.group_node.mode = 0666)
CHANGE(has_open_cdev,
       s->device.vfio.cdev = (struct node){ "dev/vfio/devices/vfio0", 0, 0, 0666 })
CHANGE(can_be_read_by_all, s->device.vfio.group_node.mode = 0644)
CHANGE(has_cdev_only, has_open_cdev(s); s->device.vfio.group_node.path = NULL)
CHANGE(lacks_node, s->device.vfio.group_node.path = NULL)
CHANGE(lacks_dev, lacks_node(s); s->platform.vfio_known = UNKNOWN)

static void has_unread_node(struct scene *s)
{
	lacks_node(s);
	CHECK_INT(host_unknown(s->host, &s->device.unknown, "vfio.group_node",
	                       "dev/vfio/7", -EACCES),
	          0);
}

CHANGE(has_switch, s->device.power.can_be_cut = KNOWN)
CHANGE(may_not_be_cut, has_switch(s); s->device.power.d3cold.value = 0)
CHANGE(is_kept_awake,
       has_switch(s); s->platform.stays_awake.value = (struct text){ KNOWN, "Y" })
CHANGE(has_unread_power,
       s->device.power.d3cold.known = UNKNOWN; s->device.power.status.known = UNKNOWN)

static void tells_nothing_of_power(struct scene *s)
{
	s->device.power = (struct power){ .status = { ABSENT, NULL },
		                          .state = { ABSENT, NULL } };
}

CHANGE(sleeps,
       s->device.power.status.value = "suspended"; s->device.power.state.value = "D3cold")
CHANGE(fails_to_wake, s->device.power.status.value = "error")
CHANGE(is_lost_in_d3cold, s->device.power.state.value = "D3cold")
CHANGE(is_alone, s->host->n_devices = 2)
CHANGE(lacks_methods, s->device.reset_methods = (struct text){ ABSENT, NULL })
CHANGE(lacks_methods_alone, lacks_methods(s); is_alone(s))
CHANGE(was_told_none, is_alone(s); s->device.reset_methods.value = "")
CHANGE(lacks_methods_on_a_root_bus,
       lacks_methods(s); s->device.parent = s->beside.parent = NULL)
CHANGE(has_an_old_kernel,
       lacks_methods_alone(s); s->platform.booted.version = KERNEL_VERSION(5, 14))
CHANGE(is_half_there,
       lacks_methods_alone(s); s->device.power.status = (struct text){ ABSENT, NULL })
CHANGE(has_unread_methods, s->device.reset_methods = (struct text){ UNKNOWN, NULL })
CHANGE(has_a_port_above, lacks_methods_alone(s); s->device.class.value = 0x060400)
CHANGE(has_only_its_bus, s->device.reset_methods.value = "bus")
CHANGE(has_only_its_bus_alone, has_only_its_bus(s); is_alone(s))
CHANGE(has_only_buses, s->device.reset_methods.value = "cxl_bus bus")
CHANGE(has_one_of_its_own, s->device.reset_methods.value = "pm bus")
CHANGE(takes_both, has_only_its_bus(s); s->n_taken = 2)
CHANGE(gave_the_other_before,
       has_only_its_bus(s); s->beside.driver.value = "mlx5-vfio-pci")
CHANGE(is_beside_a_driverless_one,
       has_only_its_bus(s); s->beside.driver = (struct text){ ABSENT, NULL })

static void can_have_vfs(struct scene *s)
{
	s->device.most_vfs = (struct number){ KNOWN, 7 };
	s->device.vf_memory = (struct number){ KNOWN, 1 };
	s->device.autoprobe = (struct number){ KNOWN, 1 };
}

CHANGE(keeps_its_vfs, can_have_vfs(s); s->device.autoprobe.value = 0)
CHANGE(lacks_memory, can_have_vfs(s); s->device.vf_memory.value = 0)
CHANGE(has_unread_memory, can_have_vfs(s); s->device.vf_memory.known = UNKNOWN)
/* The other function is a physical one, and this is its virtual one. */
CHANGE(is_virtual, s->device.physfn = (struct text){ KNOWN, "0000:01:00.1" })
CHANGE(is_virtual_of_nobody,
       is_virtual(s); s->beside.driver = (struct text){ ABSENT, NULL })
CHANGE(is_virtual_of_who_knows,
       is_virtual(s); s->beside.driver = (struct text){ UNKNOWN, NULL })

static void is_usb(struct scene *s)
{
	s->device.class.value = 0x0c0330;
	s->hub = (struct usb_device){ .port = "usb1",
		                      .controller = &s->device,
		                      .control = { KNOWN, "auto" },
		                      .is_hub = true,
		                      .next = &s->other };
	s->other = (struct usb_device){ .port = "2-1",
		                        .controller = &s->beside,
		                        .is_by_uas = true,
		                        .control = { KNOWN, "auto" } };
	s->usb.devices = &s->hub;
	s->usb.known = KNOWN;
}

CHANGE(hides_usb, is_usb(s); s->usb = (struct usb){ .known = UNKNOWN })

static void has_stick(struct scene *s)
{
	is_usb(s);
	s->stick = (struct usb_device){ .port = "1-2",
		                        .controller = &s->device,
		                        .ids = "1a86:7523",
		                        .speed = { KNOWN, "12" },
		                        .control = { KNOWN, "on" } };
	s->other.next = &s->stick;
}

CHANGE(has_sleepy_stick, has_stick(s); s->stick.control.value = "auto")
CHANGE(has_uas_stick, has_stick(s); s->stick.is_by_uas = true)
/* clang-format on */

static const struct expectation rows[] = {
	{ "module.variant", has_variant, FINDING_INFO },
	{ "module.variant", is_on_variant, FINDING_OK },
	{ "module.variant", is_well, NOTHING },
	{ "module.variant", has_unread_variant, NOTHING },
	{ "node.everybody", is_open_to_all, FINDING_WARN },
	{ "node.everybody", has_open_cdev, FINDING_WARN },
	{ "node.everybody", is_well, NOTHING },
	{ "node.everybody", can_be_read_by_all, NOTHING },
	{ "node.missing", lacks_node, FINDING_WARN },
	{ "node.missing", is_well, FINDING_OK },
	{ "node.missing", has_cdev_only, FINDING_OK },
	{ "node.missing", lacks_dev, FINDING_UNKNOWN },
	{ "node.missing", has_unread_node, FINDING_UNKNOWN },
	{ "power.d3cold", has_switch, FINDING_INFO },
	{ "power.d3cold", is_well, FINDING_OK },
	{ "power.d3cold", may_not_be_cut, FINDING_OK },
	{ "power.d3cold", is_kept_awake, FINDING_OK },
	{ "power.d3cold", has_unread_power, NOTHING },
	{ "power.d3cold", tells_nothing_of_power, NOTHING },
	{ "power.state", fails_to_wake, FINDING_WARN },
	{ "power.state", is_lost_in_d3cold, FINDING_WARN },
	{ "power.state", is_well, FINDING_OK },
	{ "power.state", sleeps, FINDING_OK },
	{ "power.state", tells_nothing_of_power, NOTHING },
	{ "power.state", has_unread_power, FINDING_UNKNOWN },
	{ "reset.none", lacks_methods_alone, FINDING_WARN },
	{ "reset.none", was_told_none, FINDING_WARN },
	{ "reset.none", lacks_methods_on_a_root_bus, FINDING_WARN },
	{ "reset.none", is_well, FINDING_OK },
	{ "reset.none", lacks_methods, FINDING_OK },
	{ "reset.none", has_only_its_bus_alone, FINDING_OK },
	{ "reset.none", has_an_old_kernel, NOTHING },
	{ "reset.none", is_half_there, NOTHING },
	{ "reset.none", has_a_port_above, NOTHING },
	{ "reset.none", has_unread_methods, FINDING_UNKNOWN },
	{ "reset.shared", has_only_its_bus, FINDING_WARN },
	{ "reset.shared", has_only_buses, FINDING_WARN },
	{ "reset.shared", lacks_methods, FINDING_WARN },
	{ "reset.shared", is_beside_a_driverless_one, FINDING_WARN },
	{ "reset.shared", takes_both, FINDING_OK },
	{ "reset.shared", gave_the_other_before, FINDING_OK },
	{ "reset.shared", is_well, NOTHING },
	{ "reset.shared", has_one_of_its_own, NOTHING },
	{ "reset.shared", has_only_its_bus_alone, NOTHING },
	{ "reset.shared", lacks_methods_on_a_root_bus, NOTHING },
	{ "reset.shared", has_unread_methods, NOTHING },
	{ "sriov.autoprobe", can_have_vfs, FINDING_INFO },
	{ "sriov.autoprobe", keeps_its_vfs, FINDING_OK },
	{ "sriov.autoprobe", is_well, NOTHING },
	{ "sriov.driver", is_virtual_of_nobody, FINDING_WARN },
	{ "sriov.driver", is_virtual, FINDING_OK },
	{ "sriov.driver", is_virtual_of_who_knows, NOTHING },
	{ "sriov.driver", is_well, NOTHING },
	{ "sriov.memory", lacks_memory, FINDING_WARN },
	{ "sriov.memory", can_have_vfs, FINDING_OK },
	{ "sriov.memory", is_well, NOTHING },
	{ "sriov.memory", has_unread_memory, FINDING_UNKNOWN },
	{ "sriov.vfs", can_have_vfs, FINDING_INFO },
	{ "sriov.vfs", is_well, NOTHING },
	{ "usb.autosuspend", has_sleepy_stick, FINDING_INFO },
	{ "usb.autosuspend", has_stick, NOTHING },
	{ "usb.autosuspend", is_well, NOTHING },
	{ "usb.devices", has_stick, FINDING_INFO },
	{ "usb.devices", is_usb, FINDING_OK },
	{ "usb.devices", is_well, NOTHING },
	{ "usb.devices", hides_usb, NOTHING },
	{ "usb.uas", has_uas_stick, FINDING_INFO },
	{ "usb.uas", has_stick, NOTHING },
	{ "usb.uas", is_well, NOTHING },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static void ask(struct scene *s, bool is_named, struct findings *ret)
{
	const struct request request = { .goal = GOAL_BIND };
	const struct rule_case c = { .host = s->host,
		                     .request = &request,
		                     .taken = s->taken,
		                     .n_taken = is_named ? s->n_taken : 0,
		                     .arena = s->host->arena };

	*ret = (struct findings){ .arena = s->host->arena };
	CHECK_INT(is_named ? check_device(&c, &s->device, ret) : check_held(&c, ret), 0);
}

static void says_of_a_named_device(void)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		struct findings findings;
		const struct finding *f;
		struct scene s;

		NOTE("row %zu, %s", i, rows[i].id);
		set_up(&s);
		rows[i].change(&s);
		ask(&s, true, &findings);
		f = findings_expect(&findings, rows[i].id, rows[i].status);
		if (f)
			CHECK_TEXT(f->subject, "0000:01:00.0");
		if (f && (f->status == FINDING_OK || f->status == FINDING_UNKNOWN))
			CHECK_TEXT(f->remedy, NULL);
		host_free(s.host);
	}
}

static bool is_asked_of_held(const char *id)
{
	for (size_t i = 0; i < n_device_checks; i++)
		if (strcmp(device_checks[i].id, id) == 0)
			return device_checks[i].when & WHEN_HELD;
	return false;
}

/* Nobody asked: only what stands against a device is worth a line. */
static void says_of_what_vfio_has(void)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		struct findings findings;
		const struct finding *f;
		struct scene s;

		/* Here it is not named who goes along. */
		if (rows[i].change == takes_both || !is_asked_of_held(rows[i].id))
			continue;
		NOTE("row %zu, %s", i, rows[i].id);
		set_up(&s);
		rows[i].change(&s);
		ask(&s, false, &findings);
		f = findings_expect(&findings, rows[i].id,
		                    expectation_applies(&rows[i]) ? rows[i].status
		                                                  : NOTHING);
		if (f)
			CHECK_TEXT(f->subject, "0000:01:00.0");
		/* With its own driver it is nobody's business. */
		s.device.driver.value = "e1000e";
		ask(&s, false, &findings);
		CHECK(!findings.first);
		host_free(s.host);
	}
}

static void says_once_what_is_so_of_many(void)
{
	const struct finding *f;
	struct findings findings;
	size_t n = 0;
	struct scene s;

	set_up(&s);
	fails_to_wake(&s);
	s.beside.driver.value = "vfio-pci";
	s.beside.power = s.device.power;
	ask(&s, false, &findings);
	f = findings_expect(&findings, "power.state", FINDING_WARN);
	CHECK(!f->next);
	CHECK_TEXT(f->subject, NULL);
	CHECK_TEXT(f->summary, "2 devices on VFIO, 0000:01:00.0 first: it does not wake "
	                       "from its sleep");
	CHECK_TEXT(f->evidence->path, "sys/bus/pci/devices/0000:01:00.0/power_state");
	for (const struct evidence *e = f->evidence; e; e = e->next)
		n++;
	CHECK_INT(n, 4);
	host_free(s.host);
}

static void leaves_no_check_without_both_cases(void)
{
	expectations_cover(rows, N_ROWS, device_checks, n_device_checks);
	for (size_t i = 0; i < n_device_checks; i++)
		CHECK(device_checks[i].when & WHEN_NAMED);
}

TESTS(TEST(says_of_a_named_device), TEST(says_of_what_vfio_has),
      TEST(says_once_what_is_so_of_many), TEST(leaves_no_check_without_both_cases))
