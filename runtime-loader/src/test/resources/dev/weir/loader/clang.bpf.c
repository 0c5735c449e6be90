// SPDX-License-Identifier: Apache-2.0
// What clang makes of maps, global data, functions, callbacks, tail calls, kernel functions and CO-RE.

typedef unsigned char __u8;
typedef unsigned int __u32;
typedef unsigned long long __u64;

#define SEC(name) __attribute__((section(name), used))
#define NOINLINE __attribute__((noinline))
#define RELOCATED __attribute__((preserve_access_index))

enum { HASH = 1, PROG_ARRAY = 3, PERCPU_ARRAY = 6 };

static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_map_update_elem)(void *map, const void *key, const void *value, __u64 flags) =
    (void *)2;
static long (*bpf_tail_call)(void *ctx, void *map, __u32 index) = (void *)12;
static long (*bpf_loop)(__u32 n, void *callback, void *ctx, __u64 flags) = (void *)181;

struct key {
  __u32 id;
};

struct value {
  __u64 hits;
  __u8 tag[4];
  __u32 pad;
};

struct {
  int (*type)[HASH];
  int (*max_entries)[16];
  struct key *key;
  struct value *value;
} table SEC(".maps");

struct {
  int (*type)[PERCPU_ARRAY];
  int (*max_entries)[1];
  __u32 *key;
  __u64 *value;
} runs SEC(".maps");

int tail_target(void *skb);

struct {
  int (*type)[PROG_ARRAY];
  int (*max_entries)[2];
  __u32 *key;
  int (*values[])(void *);
} calls SEC(".maps") = {.values = {[1] = (void *)&tail_target}};

const volatile __u32 factor = 3;
__u64 total;
__u32 initial = 77;

static NOINLINE int scale(int x) { return x * factor; }

NOINLINE int global_scale(int x) { return scale(x) + 1; }

static int add(__u32 index, __u64 *sum) {
  *sum += index;
  return 0;
}

SEC("tc")
int main_program(void *skb) {
  struct key key = {.id = 5};
  struct value fresh = {.hits = 1, .tag = {1, 2, 3, 4}};
  __u32 zero = 0;
  __u64 sum = 0;
  struct value *found = bpf_map_lookup_elem(&table, &key);
  if (found)
    __sync_fetch_and_add(&found->hits, 1);
  else
    bpf_map_update_elem(&table, &key, &fresh, 0);
  __u64 *count = bpf_map_lookup_elem(&runs, &zero);
  if (count)
    *count += 1;
  bpf_loop(5, add, &sum, 0);
  total += sum;
  return global_scale(2) + initial;
}

SEC("tc")
int tail_caller(void *skb) {
  bpf_tail_call(skb, &calls, 1);
  return 1;
}

SEC("tc")
int tail_target(void *skb) { return 99; }

// CO-RE. The local structures differ from the kernel's on purpose.

struct sk_buff___mine {
  int first;
  char filler[3];
  __u32 len;
  __u32 mark;
} RELOCATED;

struct tcp_options_received___mine {
  __u32 tstamp_ok : 1, sack_ok : 3;
} RELOCATED;

struct sk_buff___gone {
  int weir_no_such_field;
} RELOCATED;

enum bpf_map_type___mine {
  BPF_MAP_TYPE_HASH___mine = 400,
  BPF_MAP_TYPE_WEIR___mine = 500,
};

struct weir_no_such_type {
  int x;
} RELOCATED;

__u32 len_offset, len_size, len_exists, gone_exists, sack_left, sack_right, sack_signed;
__u32 type_here, type_gone, type_size, type_local, type_target, hash_value, hash_exists, weir_exists;

SEC("tc")
int questions(void *ctx) {
  struct sk_buff___mine *skb = 0;
  struct tcp_options_received___mine *options = 0;
  struct sk_buff___gone *gone = 0;
  len_offset = __builtin_preserve_field_info(skb->len, 0);
  len_size = __builtin_preserve_field_info(skb->len, 1);
  len_exists = __builtin_preserve_field_info(skb->len, 2);
  gone_exists = __builtin_preserve_field_info(gone->weir_no_such_field, 2);
  sack_signed = __builtin_preserve_field_info(options->sack_ok, 3);
  sack_left = __builtin_preserve_field_info(options->sack_ok, 4);
  sack_right = __builtin_preserve_field_info(options->sack_ok, 5);
  type_here = __builtin_preserve_type_info(*(struct sk_buff___mine *)0, 0);
  type_gone = __builtin_preserve_type_info(*(struct weir_no_such_type *)0, 0);
  type_size = __builtin_preserve_type_info(*(struct sk_buff___mine *)0, 1);
  type_local = __builtin_btf_type_id(*(struct sk_buff___mine *)0, 0);
  type_target = __builtin_btf_type_id(*(struct sk_buff___mine *)0, 1);
  hash_exists = __builtin_preserve_enum_value(
      *(enum bpf_map_type___mine *)BPF_MAP_TYPE_HASH___mine, 0);
  hash_value = __builtin_preserve_enum_value(
      *(enum bpf_map_type___mine *)BPF_MAP_TYPE_HASH___mine, 1);
  weir_exists = __builtin_preserve_enum_value(
      *(enum bpf_map_type___mine *)BPF_MAP_TYPE_WEIR___mine, 0);
  return 0;
}

SEC("?tc")
int poisoned(void *ctx) {
  struct sk_buff___gone *gone = 0;
  return __builtin_preserve_field_info(gone->weir_no_such_field, 0);
}

// An iterator reads kernel memory through relocated loads, and calls kernel functions.

struct task_struct___mine {
  int tgid;
  int pid;
} RELOCATED;

struct bpf_iter__task {
  void *meta;
  struct task_struct___mine *task;
} RELOCATED;

extern void bpf_rcu_read_lock(void) __attribute__((section(".ksyms")));
extern void bpf_rcu_read_unlock(void) __attribute__((section(".ksyms")));
extern void weir_no_such_kfunc(void) __attribute__((section(".ksyms"), weak));

__u32 wanted, seen_tgid;

SEC("iter/task")
int tasks(struct bpf_iter__task *ctx) {
  struct task_struct___mine *task = ctx->task;
  if (!task)
    return 0;
  bpf_rcu_read_lock();
  if (task->pid == wanted)
    seen_tgid = task->tgid;
  bpf_rcu_read_unlock();
  if (weir_no_such_kfunc)
    weir_no_such_kfunc();
  return 0;
}

// Settings and variables of the kernel.

#define KCONFIG __attribute__((section(".kconfig")))

extern unsigned int LINUX_KERNEL_VERSION KCONFIG;
extern _Bool CONFIG_NET KCONFIG __attribute__((weak));
extern int CONFIG_WEIR_NO_SUCH KCONFIG __attribute__((weak));

__u32 version, net, no_such;

SEC("tc")
int settings(void *ctx) {
  version = LINUX_KERNEL_VERSION;
  net = CONFIG_NET;
  no_such = CONFIG_WEIR_NO_SUCH;
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
