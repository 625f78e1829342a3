/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/json.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "model/fact.h"
#include "base/utf8.h"
#include "model/lease.h"
#include "view/columns.h"

static int put(struct json_object *object, const char *key, struct json_object *value)
{
	return json_object_object_add(object, key, value) < 0 ? -ENOMEM : 0;
}

/* Files may hold any bytes; JSON must be UTF-8. */
static struct json_object *text_value(const char *text)
{
	_cleanup_(freep) char *mended = NULL;

	if (!text)
		return NULL;
	if (utf8_is_valid(text))
		return json_object_new_string(text);
	mended = malloc(UTF8_MENDED_SIZE(strlen(text)));
	if (!mended)
		return NULL;
	utf8_mend(text, mended);
	return json_object_new_string(mended);
}

/* Paths are relative to the root inside; people and scripts know them with a slash. */
static struct json_object *path_value(const char *path)
{
	char buffer[512];

	if (!path)
		return NULL;
	return text_value(text_format(buffer, sizeof(buffer), "/%s", path) < 0 ? path
	                                                                       : buffer);
}

/* Prints BEFORE and then OBJECT (NULL: the value null), which is let go. */
static int print(const struct sink *sink, const char *before, struct json_object *object)
{
	const char *text = json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	int r = text ? sink_text(sink, before) : -ENOMEM;

	if (r == 0)
		r = sink_text(sink, text);
	(void)json_object_put(object);
	return r;
}

static int emit(const struct sink *sink, struct json_object *object, bool first)
{
	return object ? print(sink, first ? "\n" : ",\n", object) : -ENOMEM;
}

static struct json_object *words_value(const char *words)
{
	struct json_object *array = json_object_new_array();

	while (array && *words) {
		size_t length = strcspn(words, " ");
		_cleanup_(freep) char *word = strndup(words, length);

		if (length)
			(void)json_object_array_add(array, text_value(word));
		words += length + (words[length] == ' ');
	}
	return array;
}

static struct json_object *cell_value(const struct cell *cell)
{
	switch (cell->kind) {
	case CELL_NULL:
		return NULL;
	case CELL_TEXT:
		return text_value(cell->text);
	case CELL_NUMBER:
		return json_object_new_int64(cell->number);
	case CELL_BOOL:
		return json_object_new_boolean(cell->number != 0);
	case CELL_WORDS:
		return words_value(cell->text);
	}
	return NULL;
}

static struct json_object *virtfns_value(const struct device *device)
{
	struct json_object *array = json_object_new_array();

	for (const struct device *vf = device->first_vf; array && vf; vf = vf->next_vf)
		(void)json_object_array_add(array, json_object_new_string(
							   BDF_TEXT(vf->address)));
	return array;
}

static struct json_object *vfio_value(const struct device *device)
{
	struct json_object *object = json_object_new_object();
	bool bound = device->driver.known == KNOWN &&
	             driver_is_vfio(device->driver.value);

	if (!object)
		return NULL;
	(void)put(object, "bound", json_object_new_boolean(bound));
	(void)put(object, "group_node",
	          bound ? path_value(device->vfio.group_node.path) : NULL);
	(void)put(object, "cdev", path_value(device->vfio.cdev.path));
	(void)put(object, "noiommu", json_object_new_boolean(device->vfio.noiommu));
	return object;
}

static struct json_object *lease_value(const struct lease *lease)
{
	struct json_object *object, *before;

	if (!lease)
		return NULL;
	object = json_object_new_object();
	before = json_object_new_object();
	if (!object || !before)
		return NULL;
	(void)put(object, "owner", text_value(lease->owner));
	(void)put(object, "user", text_value(lease->user));
	(void)put(object, "state", text_value(lease_state_text(lease->state)));
	(void)put(object, "since", text_value(lease->since));
	(void)put(object, "boot_id", text_value(lease->boot_id));
	(void)put(object, "transaction", text_value(lease->transaction));
	(void)put(before, "driver", text_value(lease->driver));
	(void)put(before, "driver_override", text_value(lease->driver_override));
	(void)put(object, "before", before);
	return object;
}

/* What this version looks for; where nobody looked, null must not read as "none". */
static bool is_asked(const struct device *device)
{
	return (device->facts & LISTED_FACTS) == LISTED_FACTS;
}

/* Some that were found are told, though others may be missing. */
static struct json_object *users_value(const struct device *device)
{
	const struct user *users = device->users;
	struct json_object *array;

	if (!is_asked(device) || (!users && unknown_find(device->unknown, "users")))
		return NULL;
	array = json_object_new_array();

	for (; array && users; users = users->next) {
		struct json_object *object = json_object_new_object();

		(void)put(object, "rule", text_value(use_rule(users->use)));
		(void)put(object, "kind", text_value(users->kind));
		(void)put(object, "name", text_value(users->name));
		(void)put(object, "detail", text_value(users->detail));
		(void)json_object_array_add(array, object);
	}
	return array;
}

static void add_unknown(struct json_object *array, const char *member, const char *path,
                        const char *error)
{
	struct json_object *object = json_object_new_object();

	(void)put(object, "member", text_value(member));
	(void)put(object, "path", path_value(path));
	(void)put(object, "error", text_value(error));
	(void)json_object_array_add(array, object);
}

static struct json_object *unknown_value(const struct unknown *list)
{
	struct json_object *array = json_object_new_array();

	for (; array && list; list = list->next)
		add_unknown(array, list->member, list->path, list->error);
	return array;
}

static struct json_object *device_value(const struct device *device)
{
	struct json_object *object = json_object_new_object(), *unknown;

	if (!object)
		return NULL;
	for (size_t i = 0; i < n_columns; i++) {
		struct cell cell = { 0 };

		if (!columns[i].member)
			continue;
		columns[i].value(device, &cell);
		(void)put(object, columns[i].member, cell_value(&cell));
	}
	(void)put(object, "virtfns", virtfns_value(device));
	(void)put(object, "vfio", vfio_value(device));
	(void)put(object, "users", users_value(device));
	(void)put(object, "lease", lease_value(device->lease));
	unknown = unknown_value(device->unknown);
	if (!is_asked(device))
		add_unknown(unknown, "users", NULL, "not asked for");
	(void)put(object, "unknown", unknown);
	return object;
}

int render_list(const struct sink *sink, struct device *const *devices, size_t n)
{
	int r = sink_text(sink, "{\"schema\":1,\"devices\":[");

	for (size_t i = 0; r == 0 && i < n; i++)
		r = emit(sink, device_value(devices[i]), i == 0);
	return r < 0 ? r : sink_text(sink, "\n]}\n");
}

static struct json_object *members_value(const struct iommu_group *group)
{
	struct json_object *array = json_object_new_array();

	for (const struct device *d = group->first; array && d; d = d->next_in_group)
		(void)json_object_array_add(array,
		                            json_object_new_string(BDF_TEXT(d->address)));
	return array;
}

static struct json_object *others_value(const struct iommu_group *group)
{
	struct json_object *array = json_object_new_array();

	for (const struct member *m = group->others; array && m; m = m->next)
		(void)json_object_array_add(array, text_value(m->name));
	return array;
}

static struct json_object *blockers_value(const struct judgement *j)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; array && i < j->n_blockers; i++)
		(void)json_object_array_add(array, json_object_new_string(BDF_TEXT(
							   j->blockers[i]->address)));
	if (array && j->other_blocker)
		(void)json_object_array_add(array, text_value(j->other_blocker));
	return array;
}

static struct json_object *regions_value(const struct iommu_group *group)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; array && i < group->n_regions; i++) {
		const struct region *region = &group->regions[i];
		struct json_object *object = json_object_new_object();

		(void)put(object, "start", json_object_new_uint64(region->start));
		(void)put(object, "end", json_object_new_uint64(region->end));
		(void)put(object, "type", text_value(region->type));
		(void)json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *group_value(const struct judgement *j)
{
	const struct iommu_group *group = j->group;
	struct json_object *object = json_object_new_object();

	if (!object)
		return NULL;
	(void)put(object, "id", json_object_new_int64(group->id));
	(void)put(object, "type",
	          group->type.known == KNOWN ? text_value(group->type.value) : NULL);
	(void)put(object, "viable",
	          j->viable == UNSURE ? NULL : json_object_new_boolean(j->viable == YES));
	(void)put(object, "members", members_value(group));
	(void)put(object, "other_members", others_value(group));
	(void)put(object, "blockers", blockers_value(j));
	(void)put(object, "reserved", regions_value(group));
	(void)put(object, "reason", text_value(j->reason));
	(void)put(object, "unknown", unknown_value(group->unknown));
	return object;
}

int render_groups(const struct sink *sink, const struct judgement *judgements, size_t n)
{
	int r = sink_text(sink, "{\"schema\":1,\"groups\":[");

	for (size_t i = 0; r == 0 && i < n; i++)
		r = emit(sink, group_value(&judgements[i]), i == 0);
	return r < 0 ? r : sink_text(sink, "\n]}\n");
}

static struct json_object *attachments_value(const struct device *device)
{
	struct json_object *array = json_object_new_array();

	for (const struct attachment *a = device->attachments; array && a; a = a->next) {
		struct json_object *object = json_object_new_object();

		(void)put(object, "kind", text_value(attachment_kind_text(a->kind)));
		(void)put(object, "name", text_value(a->name));
		(void)json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *holders_value(const struct holder *holders)
{
	struct json_object *array = json_object_new_array();

	for (; array && holders; holders = holders->next) {
		struct json_object *object;

		if (holders->certainty == HARDLY)
			continue;
		object = json_object_new_object();
		(void)put(object, "pid", json_object_new_int64(holders->pid));
		(void)put(object, "command", text_value(holders->command));
		(void)put(object, "path", path_value(holders->path));
		(void)put(object, "target", text_value(holders->target));
		(void)put(object, "node", text_value(holders->node));
		(void)put(object, "subsystem", text_value(holders->subsystem));
		(void)put(object, "mapped", json_object_new_boolean(holders->is_mapped));
		(void)put(object, "certain",
		          json_object_new_boolean(holders->certainty == CERTAIN));
		(void)json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *portrait_value(const struct portrait *portrait)
{
	struct json_object *object = device_value(portrait->device);

	if (!object)
		return NULL;
	(void)put(object, "attachments", attachments_value(portrait->device));
	(void)put(object, "vfio_module",
	          portrait->device->vfio_module.known == KNOWN
	                  ? text_value(portrait->device->vfio_module.value)
	                  : NULL);
	(void)put(object, "group_detail",
	          portrait->group ? group_value(portrait->group) : NULL);
	(void)put(object, "holders", holders_value(portrait->device->holders.first));
	return object;
}

int render_show(const struct sink *sink, const struct portrait *portraits, size_t n)
{
	int r = sink_text(sink, "{\"schema\":1,\"devices\":[");

	for (size_t i = 0; r == 0 && i < n; i++)
		r = emit(sink, portrait_value(&portraits[i]), i == 0);
	return r < 0 ? r : sink_text(sink, "\n]}\n");
}

static struct json_object *evidence_value(const struct evidence *evidence)
{
	struct json_object *array = json_object_new_array();

	for (; array && evidence; evidence = evidence->next) {
		struct json_object *object = json_object_new_object();

		(void)put(object, "path", path_value(evidence->path));
		(void)put(object, "value", text_value(evidence->value));
		(void)json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *finding_value(const struct finding *finding)
{
	struct json_object *object = json_object_new_object();

	if (!object)
		return NULL;
	(void)put(object, "id", text_value(finding->id));
	(void)put(object, "status", text_value(finding_status_text(finding->status)));
	(void)put(object, "subject", text_value(finding->subject));
	(void)put(object, "summary", text_value(finding->summary));
	(void)put(object, "evidence", evidence_value(finding->evidence));
	(void)put(object, "remedy", text_value(finding->remedy));
	return object;
}

static struct json_object *step_value(const struct step *step)
{
	struct json_object *object = json_object_new_object();

	if (!object)
		return NULL;
	(void)put(object, "action", text_value(step_kind_text(step->kind)));
	(void)put(object, "subject", text_value(BDF_TEXT(step->subject)));
	(void)put(object, "path", path_value(step->path));
	(void)put(object, "before", text_value(step->before));
	(void)put(object, "after", text_value(step->after));
	(void)put(object, "got", text_value(step->got));
	(void)put(object, "result", text_value(step_result_text(step->result)));
	(void)put(object, "error", text_value(step->error));
	return object;
}

int render_steps(const struct sink *sink, const struct plan *plan)
{
	bool first = true;
	int r = 0;

	for (size_t i = 0; plan && i < plan->n_units; i++)
		for (const struct step *step = plan->units[i].go.first; r == 0 && step;
		     step = step->next, first = false)
			r = emit(sink, step_value(step), first);
	return r;
}

int render_text(const struct sink *sink, const char *text)
{
	struct json_object *value = text_value(text);
	int r = sink_text(sink,
	                  value ? json_object_to_json_string_ext(
					  value, JSON_C_TO_STRING_PLAIN |
							 JSON_C_TO_STRING_NOSLASHESCAPE)
	                        : "null");

	(void)json_object_put(value);
	return r;
}

/* "KEY":VALUE with the value escaped as JSON wants it. */
static int emit_member(const struct sink *sink, const char *key, const char *text)
{
	int r = sink_printf(sink, ",\"%s\":", key);

	return r < 0 ? r : print(sink, "", text_value(text));
}

/* "findings" and its list. */
static int emit_findings(const struct sink *sink, const struct findings *findings)
{
	int r = sink_text(sink, ",\"findings\":[");

	for (const struct finding *f = findings->first; r == 0 && f; f = f->next)
		r = emit(sink, finding_value(f), f == findings->first);
	return r < 0 ? r : sink_text(sink, "]");
}

int render_check(const struct sink *sink, const char *verdict,
                 const struct findings *findings)
{
	int r = sink_text(sink, "{\"schema\":1");

	if (r == 0)
		r = emit_member(sink, "verdict", verdict);
	if (r == 0)
		r = emit_findings(sink, findings);
	return r < 0 ? r : sink_text(sink, "}\n");
}

int render_action(const struct sink *sink, const char *transaction, const char *outcome,
                  const struct findings *findings, const struct plan *plan)
{
	int r = sink_text(sink, "{\"schema\":1");

	if (r == 0)
		r = emit_member(sink, "transaction", transaction);
	if (r == 0)
		r = emit_member(sink, "outcome", outcome);
	if (r == 0)
		r = emit_findings(sink, findings);
	if (r == 0)
		r = sink_text(sink, ",\"steps\":[");
	if (r == 0)
		r = render_steps(sink, plan);
	return r < 0 ? r : sink_text(sink, "\n]}\n");
}

int render_error(const struct sink *sink, const char *code, const char *message,
                 const char *remedy)
{
	struct json_object *error = json_object_new_object();
	int r;

	if (!error)
		return -ENOMEM;
	(void)put(error, "code", text_value(code));
	(void)put(error, "message", text_value(message));
	(void)put(error, "remedy", text_value(remedy));
	r = print(sink, "{\"schema\":1,\"error\":", error);
	return r < 0 ? r : sink_text(sink, "}\n");
}
