/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/rtnetlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "os/endpoint.h"

/* A dump that the table's changes keep cutting short is given up after that many. */
#define ATTEMPTS   8
#define SECONDS    5
#define BUFFER_MAX 32768

/* Who made an address: IFA_PROTO and IFAPROT_KERNEL_LL of include/uapi/linux/if_addr.h,
 * which headers before 5.18 lack. */
#define MAKER_ATTRIBUTE 11
#define MAKER_KERNEL_LL 3

static int add_entry(struct rtnetlink *found, enum net_kind kind, unsigned index,
                     const char *text)
{
	struct net_entry *entry = arena_alloc(found->arena, sizeof(*entry));

	if (!entry || !text)
		return -ENOMEM;
	*entry = (struct net_entry){ kind, index, NULL, text, found->entries };
	found->entries = entry;
	return 0;
}

/* The first SIZE bytes of attribute WANTED in *RET; -EBADMSG if attributes are cut off.
 */
static int find_attribute(const struct nlmsghdr *message, size_t offset, unsigned wanted,
                          size_t size, const struct nlattr **ret)
{
	/* libmnl rounds it up, to behind what was received. */
	const char *tail = (const char *)message + message->nlmsg_len;
	const struct nlattr *a;

	*ret = NULL;
	if (mnl_nlmsg_get_payload_len(message) < offset)
		return -EBADMSG;
	for (a = mnl_nlmsg_get_payload_offset(message, offset);
	     mnl_attr_ok(a, (int)(tail - (const char *)a)); a = mnl_attr_next(a))
		if (mnl_attr_get_type(a) == wanted && !*ret)
			*ret = a;
	if ((const char *)a < tail)
		return -EBADMSG;
	return *ret && mnl_attr_get_payload_len(*ret) < size ? -EBADMSG : 0;
}

static int parse_link(const struct nlmsghdr *message, struct rtnetlink *found)
{
	const struct ifinfomsg *link = mnl_nlmsg_get_payload(message);
	const struct nlattr *name;
	int r = find_attribute(message, sizeof(*link), IFLA_IFNAME, 1, &name);

	if (r < 0)
		return r;
	if (!name)
		return -EBADMSG;
	r = add_entry(found, NET_LINK, (unsigned)link->ifi_index,
	              link->ifi_flags & IFF_UP ? "up" : "down");
	if (r < 0)
		return r;
	found->entries->name = arena_textn(found->arena, mnl_attr_get_payload(name),
	                                   strnlen(mnl_attr_get_payload(name),
	                                           mnl_attr_get_payload_len(name)));
	return found->entries->name ? 0 : -ENOMEM;
}

static size_t address_size(int family)
{
	return family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
}

static const char *address_text(struct arena *arena, int family, const void *bytes,
                                unsigned prefix)
{
	char text[INET6_ADDRSTRLEN];

	if (!inet_ntop(family, bytes, text, sizeof(text)))
		return NULL;
	return arena_printf(arena, "%s/%u", text, prefix);
}

/* What the kernel gives each link that is up says nothing about its use. */
static enum net_kind kind_of(struct rtnetlink *found, const struct ifaddrmsg *address,
                             const unsigned char *bytes, const struct nlattr *maker)
{
	uint8_t by = maker ? mnl_attr_get_u8(maker) : 0;

	if (maker)
		found->tells_makers = true;
	if (address->ifa_scope != RT_SCOPE_LINK ||
	    !endpoint_is_link_local(address->ifa_family, bytes))
		return NET_ADDRESS;
	if (!maker)
		return NET_UNTOLD;
	return by == MAKER_KERNEL_LL ? NET_LOCAL : NET_ADDRESS;
}

static int parse_address(const struct nlmsghdr *message, struct rtnetlink *found)
{
	const struct ifaddrmsg *address = mnl_nlmsg_get_payload(message);
	const struct nlattr *local = NULL, *bytes = NULL, *maker = NULL;
	size_t size;
	int r = find_attribute(message, sizeof(*address), IFA_LOCAL, 0, &local);

	if (r == 0)
		r = find_attribute(message, sizeof(*address), MAKER_ATTRIBUTE, 1, &maker);
	if (r < 0)
		return r;
	size = address_size(address->ifa_family);
	if (!size)
		return add_entry(found, NET_ADDRESS, address->ifa_index,
		                 arena_printf(found->arena, "of family %u",
		                              address->ifa_family));
	/* On a point-to-point link IFA_ADDRESS is the other end. */
	r = find_attribute(message, sizeof(*address), local ? IFA_LOCAL : IFA_ADDRESS,
	                   size, &bytes);
	if (r < 0)
		return r;
	if (!bytes)
		return -EBADMSG;
	return add_entry(found,
	                 kind_of(found, address, mnl_attr_get_payload(bytes), maker),
	                 address->ifa_index,
	                 address_text(found->arena, address->ifa_family,
	                              mnl_attr_get_payload(bytes),
	                              address->ifa_prefixlen));
}

static int add_route(struct rtnetlink *found, unsigned index, unsigned table)
{
	if (found->peer)
		return add_entry(found, NET_SESSION, index, found->peer);
	return add_entry(found, NET_ROUTE, index,
	                 table == RT_TABLE_MAIN
	                         ? "default"
	                         : arena_printf(found->arena, "default in table %u",
	                                        table));
}

static int parse_hops(const struct nlattr *hops, struct rtnetlink *found, unsigned table)
{
	const char *at = mnl_attr_get_payload(hops);
	size_t left = mnl_attr_get_payload_len(hops);

	while (left >= sizeof(struct rtnexthop)) {
		struct rtnexthop hop;
		size_t step;
		int r;

		memcpy(&hop, at, sizeof(hop));
		step = RTNH_ALIGN((size_t)hop.rtnh_len);
		if (hop.rtnh_len < sizeof(hop) || hop.rtnh_len > left)
			return -EBADMSG;
		r = add_route(found, (unsigned)hop.rtnh_ifindex, table);
		if (r < 0)
			return r;
		at += step < left ? step : left;
		left -= step < left ? step : left;
	}
	return left ? -EBADMSG : 0;
}

static int parse_route(const struct nlmsghdr *message, struct rtnetlink *found)
{
	const struct rtmsg *route = mnl_nlmsg_get_payload(message);
	const struct nlattr *table = NULL, *out = NULL, *hops = NULL, *object = NULL;
	unsigned number;
	int r;

	r = find_attribute(message, sizeof(*route), RTA_TABLE, 4, &table);
	if (r == 0)
		r = find_attribute(message, sizeof(*route), RTA_OIF, 4, &out);
	if (r == 0)
		r = find_attribute(message, sizeof(*route), RTA_MULTIPATH, 0, &hops);
	if (r == 0)
		r = find_attribute(message, sizeof(*route), RTA_NH_ID, 0, &object);
	if (r < 0 || (route->rtm_dst_len && !found->peer))
		return r;
	number = table ? mnl_attr_get_u32(table) : route->rtm_table;
	if (out)
		r = add_route(found, mnl_attr_get_u32(out), number);
	if (r == 0 && hops)
		r = parse_hops(hops, found, number);
	/* With nexthop_compat_mode off the kernel names a next hop by a number only. */
	return r == 0 && object && !out && !hops ? -EOPNOTSUPP : r;
}

static int parse_end(const struct nlmsghdr *message)
{
	int error;

	if (mnl_nlmsg_get_payload_len(message) < sizeof(error))
		return message->nlmsg_type == NLMSG_DONE ? 1 : -EBADMSG;
	memcpy(&error, mnl_nlmsg_get_payload(message), sizeof(error));
	return error < 0 ? error : 1;
}

static int parse_message(const struct nlmsghdr *message, struct rtnetlink *found)
{
	int r;

	if (message->nlmsg_flags & NLM_F_DUMP_INTR)
		found->is_interrupted = true;
	switch (message->nlmsg_type) {
	case NLMSG_DONE:
	case NLMSG_ERROR:
		return parse_end(message);
	case NLMSG_OVERRUN:
		return -ENOBUFS;
	case RTM_NEWLINK:
		return parse_link(message, found);
	case RTM_NEWADDR:
		return parse_address(message, found);
	case RTM_NEWROUTE:
		r = parse_route(message, found);
		/* A lookup has one answer, and no end of its own. */
		return r == 0 && found->peer ? 1 : r;
	default:
		return 0;
	}
}

int rtnetlink_parse(const void *buffer, size_t size, struct rtnetlink *found)
{
	const struct nlmsghdr *message = buffer;
	int left = (int)size;

	while (mnl_nlmsg_ok(message, left)) {
		int r = parse_message(message, found);

		if (r != 0)
			return r;
		message = mnl_nlmsg_next(message, &left);
	}
	return left > 0 ? -EBADMSG : 0;
}

/* Sends REQUEST on a socket of its own, so that no late answer to another one is read. */
static int converse(const struct nlmsghdr *request, struct rtnetlink *found,
                    deadline_ms deadline)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	_Alignas(struct nlmsghdr) char buffer[BUFFER_MAX];
	struct pollfd ready = { .events = POLLIN };
	int r = socket ? 0 : -errno;

	if (r == 0 && mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
		r = -errno;
	if (r == 0)
		ready.fd = mnl_socket_get_fd(socket);
	while (r == 0) {
		ssize_t n;

		r = poll(&ready, 1, clock_left(deadline));
		if (r <= 0) {
			r = r == 0 ? -ETIMEDOUT : errno == EINTR ? 0 : -errno;
			continue;
		}
		n = mnl_socket_recvfrom(socket, buffer, sizeof(buffer));
		r = n < 0 ? -errno : rtnetlink_parse(buffer, (size_t)n, found);
	}
	if (socket)
		(void)mnl_socket_close(socket);
	return r < 0 ? r : 0;
}

static int dump(struct rtnetlink *found, uint16_t type, deadline_ms deadline)
{
	struct net_entry *before = found->entries;

	for (int i = 0; i < ATTEMPTS; i++) {
		_Alignas(struct nlmsghdr) char room[128];
		struct nlmsghdr *request = mnl_nlmsg_put_header(room);
		int r;

		request->nlmsg_type = type;
		request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
		/* All zero is every family. */
		(void)mnl_nlmsg_put_extra_header(
			request, type == RTM_GETLINK   ? sizeof(struct ifinfomsg)
				 : type == RTM_GETADDR ? sizeof(struct ifaddrmsg)
						       : sizeof(struct rtmsg));
		found->entries = before;
		found->is_interrupted = false;
		r = converse(request, found, deadline);
		if (r < 0 || !found->is_interrupted)
			return r;
	}
	return -EAGAIN;
}

/* With its own address as source: a rule may give it a route of its own. */
static int look_up(struct rtnetlink *found, const struct endpoint *peer,
                   const struct endpoint *local, deadline_ms deadline)
{
	_Alignas(struct nlmsghdr) char room[256];
	struct nlmsghdr *request = mnl_nlmsg_put_header(room);
	struct rtmsg *route;

	request->nlmsg_type = RTM_GETROUTE;
	request->nlmsg_flags = NLM_F_REQUEST;
	route = mnl_nlmsg_put_extra_header(request, sizeof(*route));
	route->rtm_family = (unsigned char)peer->family;
	route->rtm_dst_len = (unsigned char)(8 * address_size(peer->family));
	mnl_attr_put(request, RTA_DST, address_size(peer->family), peer->bytes);
	if (local && local->family == peer->family) {
		route->rtm_src_len = route->rtm_dst_len;
		mnl_attr_put(request, RTA_SRC, address_size(local->family), local->bytes);
	}
	return converse(request, found, deadline);
}

/* A link-local address has a link, not a route; the kernel cannot be asked without it. */
static int find_route(struct rtnetlink *found, const struct endpoint *peer,
                      const struct endpoint *local, deadline_ms deadline)
{
	int r;

	if (endpoint_is_link_local(peer->family, peer->bytes))
		return 0;
	found->peer = arena_text(found->arena, peer->text);
	if (!found->peer)
		return -ENOMEM;
	r = look_up(found, peer, local, deadline);
	if (r == -EINVAL || r == -ENETUNREACH || r == -EHOSTUNREACH)
		r = look_up(found, peer, NULL, deadline);
	found->peer = NULL;
	/* Nobody is reached over an interface if there is no way at all. */
	return r == -ENETUNREACH || r == -EHOSTUNREACH ? 0 : r;
}

/* On which interfaces does the connection end? Twice the same one does no harm. */
static int find_ends(struct rtnetlink *found, const struct endpoint *peer,
                     const struct endpoint *local)
{
	const char *zone = peer->zone ? peer->zone : local->zone;
	const struct net_entry *known = found->entries;
	const char *text = arena_text(found->arena, peer->text);
	int r = 0;

	if (zone) {
		r = add_entry(found, NET_SESSION, 0, text);
		if (r == 0)
			found->entries->name = zone;
		return r;
	}
	for (const struct net_entry *e = known; r == 0 && e; e = e->next) {
		size_t length = strcspn(e->text, "/");

		if ((e->kind == NET_ADDRESS || e->kind == NET_LOCAL ||
		     e->kind == NET_UNTOLD) &&
		    strlen(local->text) == length &&
		    strncmp(e->text, local->text, length) == 0)
			r = add_entry(found, NET_SESSION, e->index, text);
	}
	return r;
}

static int find_session(struct rtnetlink *found, char *line, deadline_ms deadline)
{
	char *first = strsep(&line, " "), *second = line ? strsep(&line, " ") : NULL;
	struct endpoint peer = endpoint_parse(first), local = { 0 };
	int r;

	if (second)
		local = endpoint_parse(second);
	/* sshd on a socket without addresses says UNKNOWN: that is over no network. */
	if (!peer.family)
		return 0;
	r = find_ends(found, &peer, &local);
	return r < 0 ? r : find_route(found, &peer, &local, deadline);
}

static int find_sessions(struct rtnetlink *found, const char *connections,
                         deadline_ms deadline)
{
	char *rest = arena_text(found->arena, connections), *line;
	int r = rest ? 0 : -ENOMEM;

	while (r == 0 && (line = strsep(&rest, "\n")))
		if (*line)
			r = find_session(found, line, deadline);
	return r;
}

static void name_interfaces(struct net_entry *entries)
{
	for (struct net_entry *e = entries; e; e = e->next)
		for (const struct net_entry *link = entries; link && !e->name;
		     link = link->next)
			if (link->kind == NET_LINK && link->index == e->index)
				e->name = link->name;
}

static const char *word_of(const struct rtnetlink *found, const struct net_entry *entry)
{
	switch (entry->kind) {
	case NET_LINK:
		return "link";
	case NET_ADDRESS:
		return "address";
	case NET_UNTOLD:
		/* Whoever says who made others says it of those that it made. */
		return found->tells_makers ? "address" : NULL;
	case NET_ROUTE:
		return "route";
	case NET_SESSION:
		return "session";
	case NET_LOCAL:
		break;
	}
	return NULL;
}

static int write_text(const struct rtnetlink *found, char **ret)
{
	size_t size;
	FILE *stream = open_memstream(ret, &size);

	if (!stream)
		return -errno;
	for (const struct net_entry *e = found->entries; e; e = e->next) {
		const char *word = word_of(found, e);

		/* What has no name any more is gone. */
		if (word && e->name)
			(void)fprintf(stream, "%s %s %s\n", word, e->name, e->text);
	}
	if (fclose(stream) == 0)
		return 0;
	free(take(*ret));
	return -ENOMEM;
}

/* Links last: an interface that came meanwhile has a name then. */
static int read_tables(struct rtnetlink *found, const char *connections)
{
	deadline_ms deadline = clock_in(SECONDS);
	int r = dump(found, RTM_GETADDR, deadline);

	if (r == 0)
		r = dump(found, RTM_GETROUTE, deadline);
	if (r == 0)
		r = find_sessions(found, connections, deadline);
	if (r == 0)
		r = dump(found, RTM_GETLINK, deadline);
	if (r == 0)
		name_interfaces(found->entries);
	return r;
}

int rtnetlink_text(const char *connections, char **ret)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct rtnetlink found = { .arena = arena };
	char *text = NULL;
	int r = arena ? read_tables(&found, connections) : -ENOMEM;

	if (r == 0)
		r = write_text(&found, &text);
	if (r == 0)
		*ret = text;
	return r;
}
