/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every object parses, its members have their types, and a full disk is told. */
#include "view/json.h"

#include <json-c/json.h>
#include <string.h>

#include "model/lease.h"
#include "unit/view/sinks.h"
#include "view/columns.h"

static struct json_object *parse(struct page *page)
{
	struct json_object *object = json_tokener_parse(page_read(page));

	CHECK(object);
	return object;
}

static struct json_object *get(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	NOTE("%s", key);
	CHECK(json_object_object_get_ex(object, key, &value));
	return value;
}

static void check_text(struct json_object *object, const char *key, const char *wanted)
{
	struct json_object *value = get(object, key);

	CHECK_TEXT(value ? json_object_get_string(value) : NULL, wanted);
}

static struct device device(void)
{
	return (struct device){ .address = { .bus = 3 },
		                .vendor = { KNOWN, 0x86 },
		                .class = { KNOWN, 0x20000 },
		                .driver = { KNOWN, "vfio-pci" },
		                .native_modules = { KNOWN, "a b" },
		                .group_id = { KNOWN, 12 },
		                .vfio = { .known = KNOWN,
		                          .group_node = { .path = "dev/vfio/12" } } };
}

static void lists_devices(void)
{
	static const struct lease lease = { .owner = "admin", .driver = "e1000e" };
	struct device one = device(), two = { .address = { .bus = 4 } };
	struct device *list[] = { &one, &two };
	struct json_object *root, *first, *second;
	struct page page;

	one.lease = &lease;
	page_open(&page);
	CHECK_INT(render_list(&page.sink, list, 2), 0);
	root = parse(&page);
	CHECK_INT(json_object_get_int(get(root, "schema")), 1);
	CHECK_INT(json_object_array_length(get(root, "devices")), 2);
	first = json_object_array_get_idx(get(root, "devices"), 0);
	second = json_object_array_get_idx(get(root, "devices"), 1);
	check_text(first, "address", "0000:03:00.0");
	check_text(first, "vendor", "0086");
	check_text(first, "class", "020000");
	check_text(first, "driver_override", NULL);
	CHECK_INT(json_object_get_int(get(first, "group")), 12);
	CHECK_INT(json_object_array_length(get(first, "native_drivers")), 2);
	CHECK(json_object_get_boolean(get(get(first, "vfio"), "bound")));
	check_text(get(first, "vfio"), "group_node", "/dev/vfio/12");
	check_text(get(first, "lease"), "user", NULL);
	check_text(get(get(first, "lease"), "before"), "driver", "e1000e");
	check_text(second, "vendor", NULL);
	check_text(second, "lease", NULL);
	for (size_t i = 0; i < n_columns; i++)
		if (columns[i].member)
			(void)get(second, columns[i].member);
	(void)json_object_put(root);
	page_close(&page);
}

static void lists_no_devices(void)
{
	struct page page;

	page_open(&page);
	CHECK_INT(render_list(&page.sink, NULL, 0), 0);
	(void)json_object_put(parse(&page));
	page_close(&page);
}

static void shows_what_is_unknown(void)
{
	const struct unknown unread = { .member = "driver",
		                        .path = "sys/x",
		                        .error = "No such device" };
	struct device one = device(), *list[] = { &one };
	struct json_object *root, *unknown;
	struct page page;

	one.unknown = &unread;
	page_open(&page);
	CHECK_INT(render_list(&page.sink, list, 1), 0);
	root = parse(&page);
	unknown = get(json_object_array_get_idx(get(root, "devices"), 0), "unknown");
	check_text(json_object_array_get_idx(unknown, 0), "member", "driver");
	check_text(json_object_array_get_idx(unknown, 0), "path", "/sys/x");
	(void)json_object_put(root);
	page_close(&page);
}

static void renders_an_action(void)
{
	struct step step = { .kind = STEP_BIND, .after = "vfio-pci", .path = "sys/b" };
	struct unit unit = { .go = { &step, &step } };
	struct plan plan = { .units = &unit, .n_units = 1 };
	struct finding finding = { .id = "group.shared",
		                   .status = FINDING_FAIL,
		                   .summary = "\"quoted\"\n" };
	struct findings findings = { .first = &finding };
	struct json_object *root;
	struct page page;

	page_open(&page);
	CHECK_INT(render_action(&page.sink, "t \"1\"", "done", &findings, &plan), 0);
	root = parse(&page);
	check_text(root, "transaction", "t \"1\"");
	check_text(root, "outcome", "done");
	check_text(json_object_array_get_idx(get(root, "findings"), 0), "summary",
	           "\"quoted\"\n");
	check_text(json_object_array_get_idx(get(root, "steps"), 0), "action", "bind");
	check_text(json_object_array_get_idx(get(root, "steps"), 0), "path", "/sys/b");
	check_text(json_object_array_get_idx(get(root, "steps"), 0), "result", "planned");
	(void)json_object_put(root);
	page_close(&page);
}

static void renders_nothing_to_do(void)
{
	struct findings findings = { 0 };
	struct json_object *root;
	struct page page;

	page_open(&page);
	CHECK_INT(render_action(&page.sink, NULL, "refused", &findings, NULL), 0);
	root = parse(&page);
	check_text(root, "transaction", NULL);
	CHECK_INT(json_object_array_length(get(root, "steps")), 0);
	(void)json_object_put(root);
	page_close(&page);
}

static void renders_an_error(void)
{
	struct json_object *root;
	struct page page;

	page_open(&page);
	CHECK_INT(render_error(&page.sink, "usage", "no \"such\" option", NULL), 0);
	root = parse(&page);
	check_text(get(root, "error"), "code", "usage");
	check_text(get(root, "error"), "message", "no \"such\" option");
	check_text(get(root, "error"), "remedy", NULL);
	(void)json_object_put(root);
	page_close(&page);
}

static void tells_a_full_disk(void)
{
	const struct sink full = { full_write, NULL };
	struct device one = device(), *list[] = { &one };
	struct findings findings = { 0 };

	CHECK_INT(render_list(&full, list, 1), -ENOSPC);
	CHECK_INT(render_action(&full, NULL, "done", &findings, NULL), -ENOSPC);
	CHECK_INT(render_error(&full, "usage", "x", NULL), -ENOSPC);
}

TESTS(TEST(lists_devices), TEST(lists_no_devices), TEST(shows_what_is_unknown),
      TEST(renders_an_action), TEST(renders_nothing_to_do), TEST(renders_an_error),
      TEST(tells_a_full_disk))
