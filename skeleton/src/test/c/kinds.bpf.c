// SPDX-License-Identifier: Apache-2.0
// Every kind of map, variable and type that a skeleton knows, without any header.
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u64 __be64;
typedef _Bool bool;

#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int(*name)[val]
#define __type(name, val) typeof(val) *name
#define __array(name, val) typeof(val) *name[]
#define tag(text) __attribute__((btf_decl_tag(text)))

static void *(*const lookup)(void *map, const void *key) = (void *)1;
static long (*const ringbuf_output)(void *map, void *data, __u64 size, __u64 flags) = (void *)130;
static long (*const map_push)(void *map, const void *value, __u64 flags) = (void *)87;
static long (*const tail_call)(void *ctx, void *map, __u32 index) = (void *)12;

enum color { RED, GREEN = 7, BLUE = 4000000000u };
enum signed_kind { LOW = -1, HIGH = 1 };
enum class { CLASS_A };

struct point { int x; int y; };

struct key {
  __u8 kind;
  __be32 addr;
  __be16 port;
};

struct everything {
  __u64 big;
  __be64 net;
  signed char tiny;
  short small;
  bool yes;
  enum color color;
  enum signed_kind kind;
  __u32 flag : 1;
  __u32 level : 5;
  int delta : 7;
  __u64 wide : 40;
  char name[16];
  __u8 mac[6];
  __u32 words[3];
  struct point points[2];
  union {
    __be32 v4;
    __u8 v6[16];
  };
  union value {
    __u64 number;
    struct point point;
  } value;
  struct {
    int in;
    int out;
  };
  void *pointer;
  int class;
  int hashCode;
  int this_one;
};

struct event {
  __u32 pid;
  char comm[16];
} tag("weir:record:events");

// clang leaves out a structure that nothing refers to.
const struct event *event_type;

struct loose {
  __u64 at;
};

const struct loose *loose_type;

struct {
  __uint(type, 1);
  __uint(max_entries, 16);
  __type(key, struct key);
  __type(value, struct everything);
} table SEC(".maps");

struct {
  __uint(type, 2);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64);
} numbers SEC(".maps");

struct {
  __uint(type, 5);
  __uint(max_entries, 4);
  __type(key, __u64);
  __type(value, struct point);
} percpu SEC(".maps");

struct {
  __uint(type, 22);
  __uint(max_entries, 4);
  __type(value, struct point);
} queue SEC(".maps");

struct {
  __uint(type, 23);
  __uint(max_entries, 4);
  __type(value, __u32);
} stack SEC(".maps");

struct {
  __uint(type, 30);
  __uint(max_entries, 16);
  __type(value, __u32);
} seen SEC(".maps");

struct {
  __uint(type, 1);
  __uint(max_entries, 4);
  __uint(key_size, 3);
  __uint(value_size, 5);
} untyped SEC(".maps");

struct {
  __uint(type, 27);
  __uint(max_entries, 4096);
} events SEC(".maps");

struct {
  __uint(type, 27);
  __uint(max_entries, 4096);
} others SEC(".maps");

struct {
  __uint(type, 24);
  __uint(map_flags, 1);
  __type(key, int);
  __type(value, struct point);
} owners SEC(".maps");

struct inner {
  __uint(type, 1);
  __uint(max_entries, 8);
  __type(key, __u32);
  __type(value, struct point);
};

struct {
  __uint(type, 13);
  __uint(max_entries, 4);
  __type(key, __u64);
  __array(values, struct inner);
} tables SEC(".maps");

int last(void *ctx);

struct {
  __uint(type, 3);
  __uint(max_entries, 2);
  __type(key, __u32);
  __array(values, int(void *));
} next SEC(".maps") = {
    .values = {[0] = (void *)&last},
};

struct {
  __uint(type, 4);
  __uint(max_entries, 4);
  __uint(key_size, 4);
  __uint(value_size, 4);
} perf SEC(".maps");

const volatile __u16 limit = 7;
const volatile struct point origin = {1, 2};
const volatile char label[8] = "none";
__u64 runs;
int offset = -5;
struct everything state;
__u32 load;

SEC("tc")
int run(void *ctx) {
  struct event event = {.pid = limit, .comm = "kinds"};
  struct loose loose = {.at = 99};
  struct point point = {.x = origin.x + offset, .y = origin.y};
  __u32 zero = 0;
  __u64 *number = lookup(&numbers, &zero);
  if (number)
    *number += limit;
  __sync_fetch_and_add(&runs, 1);
  ringbuf_output(&events, &event, sizeof(event), 0);
  ringbuf_output(&others, &loose, sizeof(loose), 0);
  map_push(&queue, &point, 0);
  state.level = 21;
  state.delta = -3;
  state.wide = 1ull << 39;
  state.points[1].x = label[0];
  state.v4 = __builtin_bswap32(0x0a000001);
  tail_call(ctx, &next, 0);
  return 1;
}

SEC("tc")
int last(void *ctx) {
  load = 1;
  return 2;
}

SEC("xdp")
int numbers_(void *ctx) { return 2; }

char _license[] SEC("license") = "GPL";
