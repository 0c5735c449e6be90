// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module that does on purpose what a debug kernel must report: the tests load it to know that
 * they would see such a report for uveth.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static char *kind = "none";
module_param(kind, charp, 0);
MODULE_PARM_DESC(kind, "leak, overrun or order");

static DEFINE_SPINLOCK(first);
static DEFINE_SPINLOCK(second);
static void *last;

/*
 * Memory that nothing points to: many, for a stale word on some stack may hide one. Not inlined
 * into the init function, whose name is gone when the report is made.
 */
static noinline void faulty_leak(void)
{
	int i;

	for (i = 0; i < 10; i++)
		WRITE_ONCE(last, kmalloc(100, GFP_KERNEL));
	WRITE_ONCE(last, NULL);
}

/* A byte behind the end of an object. */
static void faulty_overrun(void)
{
	char *object = kmalloc(100, GFP_KERNEL);
	int size = 100;

	if (!object)
		return;
	OPTIMIZER_HIDE_VAR(size);
	WRITE_ONCE(object[size], 1);
	kfree(object);
}

/* Two locks, each taken under the other. */
static void faulty_order(void)
{
	spin_lock(&first);
	spin_lock(&second);
	spin_unlock(&second);
	spin_unlock(&first);
	spin_lock(&second);
	spin_lock(&first);
	spin_unlock(&first);
	spin_unlock(&second);
}

static int __init faulty_init(void)
{
	if (!strcmp(kind, "leak"))
		faulty_leak();
	else if (!strcmp(kind, "overrun"))
		faulty_overrun();
	else if (!strcmp(kind, "order"))
		faulty_order();
	else
		return -EINVAL;
	return 0;
}

static void __exit faulty_exit(void)
{
}

module_init(faulty_init);
module_exit(faulty_exit);

MODULE_DESCRIPTION("What a debug kernel must report");
MODULE_LICENSE("GPL");
