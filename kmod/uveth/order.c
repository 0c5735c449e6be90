// SPDX-License-Identifier: GPL-2.0-only
/*
 * Order of packets when some are received at once and others wait on a backlog.
 *
 * A flow must not be received directly while an earlier packet of it waits. Each CPU numbers what
 * is put on its backlog (input_queue_tail) and what it took off (input_queue_head). An end
 * remembers, for each CPU, the number of the last packet it put there, and how many CPUs have such
 * a mark. As long as no CPU has one, the answer costs one load.
 *
 * Marks are set with bottom halves off on the CPU they belong to, before the transmit function
 * returns; whoever holds the socket next and sends on another CPU therefore sees them. They are
 * taken away by whoever finds that the CPU has caught up; a mark that was set anew meanwhile
 * differs, and stays.
 */
#include <linux/netdevice.h>

#include "uveth.h"

#define UVETH_MARK_VALID BIT_ULL(32)

#ifdef CONFIG_RPS

static bool uveth_caught_up(int cpu, u64 place)
{
	const struct softnet_data *sd = &per_cpu(softnet_data, cpu);

	return (s32)(READ_ONCE(sd->input_queue_head) - (u32)place) >= 0;
}

bool uveth_all_caught_up(struct uveth *uv)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct uveth_mark *mark = per_cpu_ptr(uv->marks, cpu);
		s64 place = atomic64_read(&mark->place);

		if (!(place & UVETH_MARK_VALID))
			continue;
		if (!uveth_caught_up(cpu, place))
			return false;
		if (atomic64_try_cmpxchg(&mark->place, &place, 0))
			atomic_dec(&uv->marks_set);
	}
	return true;
}

/* Called with bottom halves off, right after a packet was put on this CPU's backlog. */
void uveth_mark_queued(struct uveth *uv)
{
	struct uveth_mark *mark = this_cpu_ptr(uv->marks);
	u32 tail = READ_ONCE(this_cpu_ptr(&softnet_data)->input_queue_tail);

	if (!(atomic64_xchg(&mark->place, UVETH_MARK_VALID | tail) & UVETH_MARK_VALID))
		atomic_inc(&uv->marks_set);
}

#else

/* Without CONFIG_RPS nobody numbers the packets, and direct reception is off: see transmit.c. */
bool uveth_all_caught_up(struct uveth *uv)
{
	return false;
}

void uveth_mark_queued(struct uveth *uv)
{
}

#endif
