/* SPDX-License-Identifier: Apache-2.0 */
/* The few definitions that these sources need, so that they compile without any header installed. */
#ifndef WEIR_TEST_BPF_H
#define WEIR_TEST_BPF_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef int __s32;

#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int(*name)[val]
#define __type(name, val) typeof(val) *name
#define __array(name, val) typeof(val) *name[]
#define __noinline __attribute__((noinline))
#define __weak __attribute__((weak))
#define __hidden __attribute__((visibility("hidden")))
#define __ksym __attribute__((section(".ksyms")))
#define __kconfig __attribute__((section(".kconfig")))
#define __core __attribute__((preserve_access_index))

enum {
	MAP_HASH = 1,
	MAP_ARRAY = 2,
	MAP_PROG_ARRAY = 3,
	MAP_LPM_TRIE = 11,
	MAP_ARRAY_OF_MAPS = 12,
	MAP_HASH_OF_MAPS = 13,
	MAP_RINGBUF = 27,
};

static void *(*const map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const map_update_elem)(void *map, const void *key, const void *value, __u64 flags) = (void *)2;
static __u64 (*const ktime_get_ns)(void) = (void *)5;
static long (*const trace_printk)(const char *fmt, __u32 size, ...) = (void *)6;
static long (*const tail_call)(void *ctx, void *map, __u32 index) = (void *)12;
static __u64 (*const get_current_task)(void) = (void *)35;
static long (*const probe_read_kernel)(void *dst, __u32 size, const void *src) = (void *)113;
static long (*const loop)(__u32 count, void *callback, void *data, __u64 flags) = (void *)181;

struct __sk_buff {
	__u32 len;
	__u32 pkt_type;
	__u32 mark;
};

#endif
