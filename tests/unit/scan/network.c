/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions the host's network runs over, and where that cannot be told. */
#include <string.h>

#include "model/fact.h"
#include "support/seen.h"
#include "test.h"

/* clang-format off */
#define NIC   "0000:01:00.0"
#define WLAN  "0000:02:00.0"
#define HCA   "0000:03:00.0"
#define HCA_AT BUS "0000:00:03.0/" HCA
#define ODD   "0000:04:00.0"
#define ODD_AT BUS "0000:00:04.0/" ODD
#define USB   "0000:00:14.0"
#define BRIDGE "0000:00:01.0"
#define BUS   "devices/pci0000:00/"
#define NIC_AT BUS BRIDGE "/" NIC
#define WLAN_AT BUS "0000:00:02.0/" WLAN
#define USB_AT BUS USB

#define FUNCTION(address, place, class) \
	"sys/bus/pci/devices/" address " -> ../../../" place "\n" \
	"sys/" place "/vendor = 0x8086\nsys/" place "/device = 0x1\n" \
	"sys/" place "/class = 0x" class "\n"
#define DRIVER(place, name) "sys/" place "/driver -> ../../../../../bus/pci/drivers/" name "\n"
#define OWN(place, name) \
	"sys/class/net/" name " -> ../../" place "/net/" name "\n" \
	"sys/" place "/net/" name "/flags = 0x1\n"
#define ON(place, lower, name) \
	"sys/class/net/" name " -> ../../devices/virtual/net/" name "\n" \
	"sys/devices/virtual/net/" name "/flags = 0x1\n" \
	"sys/" place "/net/" lower "/upper_" name " -> ../../x/" name "\n"
#define UPON(lower, name) ON("devices/virtual", lower, name)
#define MASTER(place, lower, name) \
	ON(place, lower, name) "sys/" place "/net/" lower "/master -> ../../x/" name "\n"
#define TOLD(lines) "vfioprep/net = link eth0 up" lines "\n"

static const char machine[] =
	FUNCTION(BRIDGE, BUS BRIDGE, "060400") FUNCTION(NIC, NIC_AT, "020000")
	FUNCTION(WLAN, WLAN_AT, "028000") FUNCTION(USB, USB_AT, "0c0330")
	FUNCTION(HCA, HCA_AT, "020700")
	"sys/bus/pci/devices/" ODD " -> ../../../" ODD_AT "\nsys/" ODD_AT "/class -> class\n";

#define ETH0 OWN(NIC_AT, "eth0") DRIVER(NIC_AT, "e1000e")
#define STICK OWN(USB_AT "/usb1/1-2/1-2:1.0", "eth0") DRIVER(USB_AT, "xhci_hcd")
#define VLAN ETH0 ON(NIC_AT, "eth0", "lan5")

static const struct row {
	const char *tree, *address;
	enum answer answer;
	const char *kind, *name, *detail;
} rows[] = {
	{ ETH0 TOLD(""), NIC, NO, NULL, NULL, NULL },
	{ ETH0 TOLD("\\nroute eth0 default"), NIC, YES, "route", "default", "eth0" },
	{ ETH0 TOLD("\\nroute eth0 default"), WLAN, NO, NULL, NULL, NULL },
	/* What is above is a bridge. */
	{ ETH0 TOLD("\\nroute eth0 default"), BRIDGE, NO, NULL, NULL, NULL },
	{ ETH0 TOLD("\\nroute eth1 default"), NIC, NO, NULL, NULL, NULL },
	{ ETH0 TOLD("\\naddress eth0 192.0.2.1/24"), NIC, YES, "address", "192.0.2.1/24", "eth0" },
	{ ETH0 "vfioprep/net = link eth0 down\\naddress eth0 192.0.2.1/24\n", NIC, NO,
	  NULL, NULL, NULL },
	{ ETH0 "vfioprep/net = link eth0 down\\nroute eth0 default\n", NIC, YES,
	  "route", "default", "eth0" },
	{ ETH0 TOLD("\\nsession eth0 fe80::9"), NIC, YES, "session", "fe80::9", "eth0" },
	{ STICK TOLD("\\nsession eth0 fe80::9"), USB, YES, "session", "fe80::9", "eth0" },

	{ VLAN TOLD("\\nlink lan5 up"), NIC, NO, NULL, NULL, NULL },
	{ VLAN TOLD("\\nlink lan5 up\\naddress lan5 192.0.2.1/24"), NIC, YES,
	  "address", "192.0.2.1/24", "lan5" },
	{ VLAN UPON("lan5", "up5") TOLD("\\nlink lan5 up\\nlink up5 up\\nroute up5 default"), NIC,
	  YES, "route", "default", "up5" },
	/* A port is one, though its master carries nothing. */
	{ ETH0 MASTER(NIC_AT, "eth0", "bond0") "sys/devices/virtual/net/bond0/bonding/mode = x\n"
	  TOLD("\\nlink bond0 down"), NIC, YES, "bond", "bond0", "eth0" },
	{ ETH0 MASTER(NIC_AT, "eth0", "br0") "sys/devices/virtual/net/br0/bridge/x = x\n"
	  TOLD("\\nlink br0 down"), NIC, YES, "bridge", "br0", "eth0" },
	{ ETH0 MASTER(NIC_AT, "eth0", "ovs-system") TOLD("\\nlink ovs-system down"), NIC, YES,
	  "port of", "ovs-system", "eth0" },
	/* What stands on itself is no kernel's, and ends. */
	{ VLAN "sys/devices/virtual/net/lan5/upper_eth0 -> x\n" TOLD("\\nlink lan5 up"), NIC, NO,
	  NULL, NULL, NULL },

	/* Its interface is elsewhere; or there never was one. */
	{ DRIVER(NIC_AT, "e1000e"), NIC, YES, "interface", "in another network namespace", NULL },
	{ "", NIC, NO, NULL, NULL, NULL },
	{ DRIVER(NIC_AT, "vfio-pci"), NIC, NO, NULL, NULL, NULL },
	{ DRIVER(NIC_AT, "uio_pci_generic"), NIC, NO, NULL, NULL, NULL },
	{ DRIVER(USB_AT, "xhci_hcd"), USB, NO, NULL, NULL, NULL },
	{ DRIVER(WLAN_AT, "iwlwifi"), WLAN, YES, "interface", "in another network namespace",
	  NULL },
	{ DRIVER(WLAN_AT, "iwlwifi") "sys/" WLAN_AT "/ieee80211/\n", WLAN, YES, "interface",
	  "in another network namespace", NULL },
	{ DRIVER(WLAN_AT, "iwlwifi") "sys/" WLAN_AT "/ieee80211/phy0/index = 0\n", WLAN, NO,
	  NULL, NULL, NULL },
	/* InfiniBand has interfaces only by ib_ipoib. */
	{ DRIVER(HCA_AT, "mlx4_core"), HCA, NO,
	  NULL, NULL, NULL },
	{ DRIVER(HCA_AT, "mlx4_core") "sys/module/ib_ipoib/refcnt = 1\n", HCA, YES, "interface",
	  "in another network namespace", NULL },

	/* Not known is not unused. */
	{ ETH0, NIC, UNSURE, NULL, NULL, NULL },
	{ ETH0, WLAN, NO, NULL, NULL, NULL },
	{ ETH0 "vfioprep/net = link eth1 up\n", NIC, UNSURE, NULL, NULL, NULL },
	{ ETH0 TOLD("\\naddress eth0"), NIC, UNSURE, NULL, NULL, NULL },
	{ ETH0 TOLD("\\nneighbour eth0 x"), NIC, UNSURE, NULL, NULL, NULL },
	{ VLAN TOLD(""), NIC, UNSURE, NULL, NULL, NULL },
	{ ETH0 "sys/" NIC_AT "/net/eth0/upper_gone -> x\n" TOLD(""), NIC, UNSURE,
	  NULL, NULL, NULL },
	{ ETH0 "sys/" NIC_AT "/net/eth0/master -> master\n" TOLD(""), NIC, YES, "port of",
	  "master", "eth0" },
	{ "sys/class/net/eth0 -> eth0\n" DRIVER(NIC_AT, "e1000e"), NIC, UNSURE, NULL, NULL, NULL },
	{ "sys/class/net/eth0 -> eth0\n", WLAN, UNSURE, NULL, NULL, NULL },
	{ "sys/" NIC_AT "/driver -> driver\n", NIC, UNSURE, NULL, NULL, NULL },
	{ DRIVER(ODD_AT, "e1000e"), ODD, UNSURE, NULL, NULL, NULL },
	{ "", ODD, NO, NULL, NULL, NULL },
};
/* clang-format on */

static struct host *read_host(const char *tree)
{
	return seen_devices(machine, tree, FACT_NETWORK);
}

static const struct user *find_user(const struct device *device, const char *kind,
                                    const char *name)
{
	const struct user *user = device->users;

	while (user && kind && (strcmp(user->kind, kind) || strcmp(user->name, name)))
		user = user->next;
	return user;
}

static void finds_users(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		_cleanup_(host_freep) struct host *host = read_host(row->tree);
		const struct device *device = seen_at(host, row->address);
		const struct user *user = find_user(device, row->kind, row->name);
		bool is_known = device->uses_known & 1U << USE_NETWORK;

		NOTE("row %zu of %s", i, row->address);
		CHECK_INT(user ? YES : is_known ? NO : UNSURE, row->answer);
		CHECK(is_known || unknown_find(device->unknown, "users"));
		if (!user)
			continue;
		CHECK_INT(user->use, USE_NETWORK);
		CHECK_TEXT(user->kind, row->kind);
		CHECK_TEXT(user->name, row->name);
		CHECK_TEXT(user->detail, row->detail);
		CHECK(user->path);
	}
}

/* What one function leaves open says nothing of the others. */
static void keeps_what_is_not_known_apart(void)
{
	_cleanup_(host_freep) struct host *host = read_host(
		ETH0 OWN(WLAN_AT, "wlan0")
			DRIVER(WLAN_AT, "iwlwifi") "sys/" NIC_AT
						   "/net/eth0/upper_gone -> x\n" TOLD(
							   "\\nlink wlan0 up"));

	CHECK(!(seen_at(host, NIC)->uses_known & 1U << USE_NETWORK));
	CHECK(seen_at(host, WLAN)->uses_known & 1U << USE_NETWORK);
	CHECK(!seen_at(host, WLAN)->users);
}

/* A function with many of them, among those of others, in the order of their names. */
static void finds_every_interface_of_a_function(void)
{
	_cleanup_(host_freep) struct host *host = read_host(
		ETH0 OWN(NIC_AT, "eth2") OWN(NIC_AT, "eth1") OWN(USB_AT "/usb1/1-2",
	                                                         "eth3")
			TOLD("\\nlink eth2 up\\nlink eth1 up\\nlink eth3 up\\nroute eth2 "
	                     "default\\nroute eth3 default\\nroute eth1 default"));
	const struct user *user = seen_at(host, NIC)->users;

	CHECK_TEXT(user->detail, "eth1");
	CHECK_TEXT(user->next->detail, "eth2");
	CHECK(!user->next->next);
	CHECK_TEXT(seen_at(host, USB)->users->detail, "eth3");
}

TESTS(TEST(finds_users), TEST(finds_every_interface_of_a_function),
      TEST(keeps_what_is_not_known_apart))
