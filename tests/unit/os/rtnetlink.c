/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of the kernel, made by hand: what they say, and what is cut off. */
#include "os/rtnetlink.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>

#include "base/text.h"
#include "test.h"

#define MAKER 11 /* IFA_PROTO */

/* A message that grows. */
struct message {
	_Alignas(struct nlmsghdr) char bytes[1024];
	size_t size;
};

static void put(struct message *m, const void *data, size_t size)
{
	memcpy(m->bytes + m->size, data, size);
	m->size += (size + 3) & ~(size_t)3;
	((struct nlmsghdr *)m->bytes)->nlmsg_len = (uint32_t)m->size;
}

static struct message begin(uint16_t type, const void *header, size_t size)
{
	struct message m = { .size = sizeof(struct nlmsghdr) };

	((struct nlmsghdr *)m.bytes)->nlmsg_type = type;
	put(&m, header, size);
	return m;
}

static void attribute(struct message *m, uint16_t type, const void *data, size_t size)
{
	struct nlattr a = { (uint16_t)(sizeof(a) + size), type };

	put(m, &a, sizeof(a));
	put(m, data, size);
}

/* "KIND INDEX TEXT;" of all that was found, the last one first. */
static const char *told(const struct rtnetlink *found, char *buffer, size_t size)
{
	static const char *const kinds[] = { "?",       "link",  "address", "route",
		                             "session", "local", "untold" };

	buffer[0] = '\0';
	for (const struct net_entry *e = found->entries; e; e = e->next) {
		size_t used = strlen(buffer);

		CHECK_INT(text_format(buffer + used, size - used, "%s %u %s;",
		                      kinds[e->kind], e->index, e->text),
		          0);
	}
	return buffer;
}

static void check_told(const struct message *m, const char *peer, int answer,
                       const char *wanted)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct rtnetlink found = { .arena = arena, .peer = peer };
	char buffer[512];

	CHECK_INT(rtnetlink_parse(m->bytes, m->size, &found), answer);
	CHECK_TEXT(told(&found, buffer, sizeof(buffer)), wanted);
}

static struct message make_link(unsigned flags)
{
	const struct ifinfomsg header = { .ifi_index = 3, .ifi_flags = flags };
	struct message m = begin(RTM_NEWLINK, &header, sizeof(header));

	attribute(&m, IFLA_IFNAME, "lan", 4);
	return m;
}

static void reads_links(void)
{
	struct message m = make_link(IFF_UP);

	check_told(&m, NULL, 0, "link 3 up;");
	m = make_link(0);
	check_told(&m, NULL, 0, "link 3 down;");
}

struct spoken {
	unsigned char family, scope, prefix, maker; /* MAKER 0: not told */
	unsigned char local[16], address[16];       /* family 0 in LOCAL: not told */
	bool has_local;
	const char *wanted;
};

static void reads_addresses(void)
{
	/* clang-format off */
	static const struct spoken rows[] = {
		{ AF_INET, RT_SCOPE_UNIVERSE, 24, 0, { 0 }, { 192, 0, 2, 1 }, false,
		  "address 3 192.0.2.1/24;" },
		/* Point to point: the other end is no address of ours. */
		{ AF_INET, RT_SCOPE_UNIVERSE, 32, 0, { 192, 0, 2, 1 }, { 192, 0, 2, 2 }, true,
		  "address 3 192.0.2.1/32;" },
		/* The kernel makes none of these for IPv4. */
		{ AF_INET, RT_SCOPE_LINK, 16, 0, { 0 }, { 169, 254, 0, 1 }, false,
		  "address 3 169.254.0.1/16;" },
		{ AF_INET6, RT_SCOPE_LINK, 64, 3, { 0 }, { 0xfe, 0x80, [15] = 1 }, false,
		  "local 3 fe80::1/64;" },
		{ AF_INET6, RT_SCOPE_LINK, 64, 0, { 0 }, { 0xfe, 0x80, [15] = 1 }, false,
		  "untold 3 fe80::1/64;" },
		{ AF_INET6, RT_SCOPE_LINK, 64, 9, { 0 }, { 0xfe, 0x80, [15] = 1 }, false,
		  "address 3 fe80::1/64;" },
		{ AF_INET6, RT_SCOPE_UNIVERSE, 64, 2, { 0 }, { 0x20, 1, [15] = 1 }, false,
		  "address 3 2001::1/64;" },
		{ AF_DECnet, RT_SCOPE_UNIVERSE, 16, 0, { 0 }, { 0 }, false,
		  "address 3 of family 12;" },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct spoken *row = &rows[i];
		const struct ifaddrmsg header = { row->family, row->prefix, 0, row->scope,
			                          3 };
		size_t size = row->family == AF_INET ? 4 : 16;
		struct message m = begin(RTM_NEWADDR, &header, sizeof(header));

		NOTE("row %zu", i);
		attribute(&m, IFA_ADDRESS, row->address, size);
		if (row->has_local)
			attribute(&m, IFA_LOCAL, row->local, size);
		if (row->maker)
			attribute(&m, MAKER, &row->maker, 1);
		check_told(&m, NULL, 0, row->wanted);
	}
}

static struct message make_route(unsigned char length, uint32_t table, uint32_t out)
{
	const struct rtmsg header = { .rtm_family = AF_INET, .rtm_dst_len = length };
	struct message m = begin(RTM_NEWROUTE, &header, sizeof(header));

	attribute(&m, RTA_TABLE, &table, sizeof(table));
	if (out)
		attribute(&m, RTA_OIF, &out, sizeof(out));
	return m;
}

static void reads_routes(void)
{
	const uint32_t object = 5;
	struct message m = make_route(0, RT_TABLE_MAIN, 3);

	check_told(&m, NULL, 0, "route 3 default;");
	check_told(&m, "192.0.2.9", 1, "session 3 192.0.2.9;");
	m = make_route(0, 70000, 4);
	check_told(&m, NULL, 0, "route 4 default in table 70000;");
	m = make_route(24, RT_TABLE_MAIN, 3);
	check_told(&m, NULL, 0, "");
	check_told(&m, "192.0.2.9", 1, "session 3 192.0.2.9;");
	/* Unreachable: over no interface. */
	m = make_route(0, RT_TABLE_MAIN, 0);
	check_told(&m, NULL, 0, "");
	/* A number of a next hop alone does not say which interface. */
	attribute(&m, RTA_NH_ID, &object, sizeof(object));
	check_told(&m, NULL, -EOPNOTSUPP, "");
}

static void reads_every_hop(void)
{
	const struct rtnexthop hops[] = {
		{ .rtnh_len = sizeof(hops[0]), .rtnh_ifindex = 3 },
		{ .rtnh_len = sizeof(hops[0]), .rtnh_ifindex = 4 },
	};
	struct rtnexthop cut = { .rtnh_len = 64, .rtnh_ifindex = 3 };
	struct message m = make_route(0, RT_TABLE_MAIN, 0);

	attribute(&m, RTA_MULTIPATH, hops, sizeof(hops));
	check_told(&m, NULL, 0, "route 4 default;route 3 default;");
	m = make_route(0, RT_TABLE_MAIN, 0);
	attribute(&m, RTA_MULTIPATH, &cut, sizeof(cut));
	check_told(&m, NULL, -EBADMSG, "");
	/* A length of nothing would never end. */
	cut.rtnh_len = 0;
	m = make_route(0, RT_TABLE_MAIN, 0);
	attribute(&m, RTA_MULTIPATH, &cut, sizeof(cut));
	check_told(&m, NULL, -EBADMSG, "");
}

/* Wherever it ends too early, it is not taken for the whole. */
static void is_cut_nowhere_unnoticed(void)
{
	const struct message whole = make_link(IFF_UP);

	for (size_t size = 1; size < whole.size; size++) {
		struct message m = whole;

		NOTE("%zu bytes", size);
		m.size = size;
		check_told(&m, NULL, -EBADMSG, "");
		if (size < sizeof(struct nlmsghdr))
			continue;
		((struct nlmsghdr *)m.bytes)->nlmsg_len = (uint32_t)size;
		check_told(&m, NULL, -EBADMSG, "");
	}
}

static void ends_as_the_kernel_says(void)
{
	int32_t error = 0;
	struct message m = begin(NLMSG_DONE, &error, sizeof(error));
	struct rtnetlink found = { 0 };

	check_told(&m, NULL, 1, "");
	error = -EPERM;
	m = begin(NLMSG_ERROR, &error, sizeof(error));
	check_told(&m, NULL, -EPERM, "");
	m = begin(NLMSG_ERROR, &error, 0);
	check_told(&m, NULL, -EBADMSG, "");
	m = begin(NLMSG_OVERRUN, &error, sizeof(error));
	check_told(&m, NULL, -ENOBUFS, "");
	m = begin(NLMSG_NOOP, &error, 0);
	((struct nlmsghdr *)m.bytes)->nlmsg_flags = NLM_F_DUMP_INTR;
	CHECK_INT(rtnetlink_parse(m.bytes, m.size, &found), 0);
	CHECK(found.is_interrupted);
}

/* Every network namespace has this one. */
static void asks_the_kernel(void)
{
	_cleanup_(freep) char *text = NULL;

	CHECK_INT(rtnetlink_text("127.0.0.1 127.0.0.1\nUNKNOWN UNKNOWN\n"
	                         "fe80::1%nothere fe80::2%nothere\n",
	                         &text),
	          0);
	CHECK(strstr(text, "link lo "));
	CHECK(!strstr(text, "UNKNOWN"));
	CHECK(strstr(text, "session nothere fe80::1\n"));
}

TESTS(TEST(reads_links), TEST(reads_addresses), TEST(reads_routes), TEST(reads_every_hop),
      TEST(is_cut_nowhere_unnoticed), TEST(ends_as_the_kernel_says),
      TEST(asks_the_kernel))
