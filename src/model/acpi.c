/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/acpi.h"

#include <string.h>

#define SIGNATURE_SIZE 4
#define LENGTH_AT      4

void acpi_defect(struct acpi_health *health, size_t at, const char *defect)
{
	if (health->defect)
		return;
	health->defect = defect;
	health->at = at;
}

/* ACPI 6.5, 5.2.6: all bytes of a table, the one for this too, add up to zero. */
static bool adds_up(const struct octets *table)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < table->length; i++)
		sum = (uint8_t)(sum + table->start[i]);
	return sum == 0;
}

struct octets acpi_open(const uint8_t *bytes, size_t length, const char *signature,
                        size_t shortest, struct acpi_health *ret)
{
	struct octets all = { bytes, length, 0 };
	struct octets table = octets_part(&all, 0, octets_at(&all, LENGTH_AT, 4));

	*ret = (struct acpi_health){ 0 };
	if (length < ACPI_HEADER_SIZE) {
		acpi_defect(ret, length, "it ends within its header");
		return (struct octets){ bytes, 0, 0 };
	}
	if (memcmp(bytes, signature, SIGNATURE_SIZE) != 0) {
		acpi_defect(ret, 0, "its signature is another");
		return (struct octets){ bytes, 0, 0 };
	}
	if (octets_at(&all, LENGTH_AT, 4) < shortest)
		acpi_defect(ret, LENGTH_AT, "it says it is shorter than such tables are");
	else if (octets_at(&all, LENGTH_AT, 4) > length)
		acpi_defect(ret, length, "it ends before the length it gives");
	else
		ret->sum_is_wrong = !adds_up(&table);
	return table;
}

bool acpi_next(struct acpi_list *list, struct octets *ret)
{
	struct octets rest = octets_part(&list->within, list->next, SIZE_MAX);
	uint64_t length = octets_at(&rest, list->length_at, list->length_size);

	if (rest.length == 0 || list->health->defect)
		return false;
	if (rest.length < list->shortest)
		acpi_defect(list->health, rest.offset, "a structure is cut off");
	else if (length < list->shortest)
		acpi_defect(list->health, rest.offset,
		            "a structure is shorter than its own header");
	else if (length > rest.length)
		acpi_defect(list->health, rest.offset,
		            "a structure reaches beyond the end");
	if (list->health->defect)
		return false;
	*ret = octets_part(&rest, 0, length);
	list->next += length;
	return true;
}

bool acpi_suffices(const struct octets *structure, size_t shortest,
                   struct acpi_health *health)
{
	if (structure->length >= shortest)
		return true;
	acpi_defect(health, structure->offset, "a structure is too short for its kind");
	return false;
}
