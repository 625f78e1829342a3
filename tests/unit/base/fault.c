/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first fault stays, its errno is passed on, and long texts are cut. */
#include "base/fault.h"

#include <errno.h>
#include <string.h>

#include "test.h"

static void is_filled_once(void)
{
	struct fault f = { 0 };

	CHECK_INT(fault(&f, -EBUSY, "%s is in use", "01:00.0"), -EBUSY);
	CHECK_INT(fault(&f, -EIO, "too late"), -EIO);
	CHECK_INT(fault_errno(&f, -ENOMEM, "later still"), -ENOMEM);
	CHECK_INT(f.error, -EBUSY);
	CHECK_TEXT(f.text, "01:00.0 is in use");
	CHECK_TEXT(f.remedy, "");
}

static void needs_no_place(void)
{
	CHECK_INT(fault(NULL, -EBUSY, "nobody asked"), -EBUSY);
	CHECK_INT(fault_errno(NULL, -EIO, "nobody asked"), -EIO);
	CHECK_INT(fault_remedy(NULL, "nothing"), 0);
}

static void tells_the_errno(void)
{
	struct fault f = { 0 };

	CHECK_INT(fault_errno(&f, -ENODEV, "cannot open %s", "it"), -ENODEV);
	CHECK_TEXT(f.text, "cannot open it: No such device");
	CHECK_TEXT(fault_words(-ENODEV), "No such device");
	CHECK_TEXT(fault_words(ENODEV), "No such device");
	CHECK_TEXT(fault_words(-99999), "unknown error");
}

static void keeps_the_first_remedy(void)
{
	struct fault f = { 0 };

	(void)fault(&f, -EPERM, "not allowed");
	CHECK_INT(fault_remedy(&f, "use %s", "sudo"), -EPERM);
	CHECK_INT(fault_remedy(&f, "something else"), -EPERM);
	CHECK_TEXT(f.remedy, "use sudo");
}

static void cuts_long_texts(void)
{
	struct fault f = { 0 };

	CHECK_INT(fault_errno(&f, -EIO, "%0*d", 2 * FAULT_TEXT_MAX, 7), -EIO);
	CHECK_INT(strlen(f.text), FAULT_TEXT_MAX - 1);
	(void)fault_remedy(&f, "%0*d", 2 * FAULT_TEXT_MAX, 7);
	CHECK_INT(strlen(f.remedy), FAULT_TEXT_MAX - 1);
}

TESTS(TEST(is_filled_once), TEST(needs_no_place), TEST(tells_the_errno),
      TEST(keeps_the_first_remedy), TEST(cuts_long_texts))
