// SPDX-License-Identifier: GPL-2.0-only
/*
 * Traffic between network namespaces of one guest, from one small static program. Each end is a
 * socket that is opened in the namespace it belongs to; names are those of `ip netns`, `-` is the
 * namespace of the caller. Addresses are IPv4 or IPv6 literals. Prints one line with the result and
 * exits with 0, or says what failed and exits with 1.
 *
 *   traffic send NS ADDR PORT COUNT ROUNDS        UDP into the void: TSC ticks for each packet
 *   traffic local NS NS2 ADDR PORT COUNT ROUNDS   UDP to a socket: ticks for send and receive
 *   traffic rr NS NS2 ADDR PORT COUNT ROUNDS      UDP there and back
 *   traffic tcp-rr NS NS2 ADDR PORT COUNT ROUNDS  the same on a TCP connection
 *   traffic stream NS NS2 ADDR PORT MS            TCP one way; bytes, and 0 missing
 *   traffic duplex NS NS2 ADDR PORT MS FLOWS      TCP both ways at once on so many connections
 *   traffic order NS NS2 ADDR PORT MS FLOWS       numbered UDP; how many came, lost, out of order
 *   traffic echo NS NS2 ADDR PORT                 one UDP datagram there and back
 *   traffic meta NS ADDR PORT MARK PRIO DELAY_MS COUNT
 *                                                 UDP with mark, priority and a time to be sent at;
 *                                                 bytes that the socket still holds afterwards
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SO_TXTIME
#define SO_TXTIME 61
#define SCM_TXTIME SO_TXTIME
#endif

#define MAX_FLOWS 64

static void fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("traffic: ", stderr);
	vfprintf(stderr, format, args);
	fprintf(stderr, "%s%s\n", errno ? ": " : "", errno ? strerror(errno) : "");
	va_end(args);
	exit(1);
}

static uint64_t ticks(void)
{
	unsigned int low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

static int64_t now_ns(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static int home_netns = -1;

static void enter(const char *netns)
{
	char path[128];
	int fd = home_netns;

	if (strcmp(netns, "-")) {
		snprintf(path, sizeof(path), "/run/netns/%s", netns);
		fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		fail("no namespace %s", netns);
	if (fd != home_netns)
		close(fd);
}

static socklen_t address(const char *text, const char *port, struct sockaddr_storage *to)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;
	struct sockaddr_in *v4 = (struct sockaddr_in *)to;

	memset(to, 0, sizeof(*to));
	errno = 0;
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(atoi(port));
		return sizeof(*v4);
	}
	if (inet_pton(AF_INET6, text, &v6->sin6_addr) != 1)
		fail("cannot read %s", text);
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(atoi(port));
	return sizeof(*v6);
}

static int open_socket(const char *netns, int family, int type)
{
	int fd;

	enter(netns);
	fd = socket(family, type | SOCK_CLOEXEC, 0);
	if (fd < 0)
		fail("socket in %s", netns);
	enter("-");
	return fd;
}

static int open_bound(const char *netns, const struct sockaddr_storage *at, socklen_t size,
		      int type)
{
	int fd = open_socket(netns, at->ss_family, type), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (const struct sockaddr *)at, size))
		fail("bind in %s", netns);
	return fd;
}

static int open_connected(const char *netns, const struct sockaddr_storage *to, socklen_t size,
			  int type)
{
	int fd = open_socket(netns, to->ss_family, type);

	if (connect(fd, (const struct sockaddr *)to, size))
		fail("connect in %s", netns);
	return fd;
}

/* Receives what has to come; polls briefly where a timer or another CPU brings it. */
static ssize_t receive(int fd, void *buffer, size_t size)
{
	ssize_t got = recv(fd, buffer, size, MSG_DONTWAIT);
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	if (got < 0 && errno == EAGAIN) {
		if (poll(&wait, 1, 5000) != 1)
			fail("nothing came within 5 s");
		got = recv(fd, buffer, size, MSG_DONTWAIT);
	}
	if (got <= 0)
		fail("receive");
	return got;
}

static void transmit(int fd, const void *buffer, size_t size)
{
	if (send(fd, buffer, size, 0) != (ssize_t)size)
		fail("send");
}

/* Two connected ends, of UDP or TCP. */
struct ends {
	int client;
	int server;
};

static struct ends open_ends(char **argv, int type)
{
	struct sockaddr_storage to, from;
	socklen_t size = address(argv[2], argv[3], &to), length = sizeof(from);
	int one = 1, listener = open_bound(argv[1], &to, size, type);
	struct ends ends;

	if (type == SOCK_DGRAM) {
		char first[8];

		ends.server = listener;
		ends.client = open_connected(argv[0], &to, size, type);
		transmit(ends.client, "x", 1);
		if (recvfrom(ends.server, first, sizeof(first), 0, (struct sockaddr *)&from,
			     &length) != 1 ||
		    connect(ends.server, (struct sockaddr *)&from, length))
			fail("first datagram");
		return ends;
	}
	if (listen(listener, MAX_FLOWS))
		fail("listen");
	ends.client = open_connected(argv[0], &to, size, type);
	ends.server = accept(listener, NULL, NULL);
	if (ends.server < 0)
		fail("accept");
	close(listener);
	setsockopt(ends.client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(ends.server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return ends;
}

/* Repeats `step` and prints the ticks for one, of the best round. */
static void measure(void (*step)(struct ends ends), struct ends ends, int count, int rounds)
{
	uint64_t best = UINT64_MAX, start, spent;
	int i;

	for (i = 0; i < count; i++)
		step(ends);
	while (rounds--) {
		start = ticks();
		for (i = 0; i < count; i++)
			step(ends);
		spent = (ticks() - start) / count;
		if (spent < best)
			best = spent;
	}
	printf("%llu\n", (unsigned long long)best);
}

static char payload[64];

static void step_send(struct ends ends)
{
	transmit(ends.client, payload, sizeof(payload));
}

static void step_local(struct ends ends)
{
	char buffer[128];

	transmit(ends.client, payload, sizeof(payload));
	receive(ends.server, buffer, sizeof(buffer));
}

static void step_rr(struct ends ends)
{
	char buffer[128];

	transmit(ends.client, payload, sizeof(payload));
	receive(ends.server, buffer, sizeof(buffer));
	transmit(ends.server, payload, sizeof(payload));
	receive(ends.client, buffer, sizeof(buffer));
}

static int run_send(char **argv)
{
	struct sockaddr_storage to;
	socklen_t size = address(argv[1], argv[2], &to);
	struct ends ends = { .client = open_connected(argv[0], &to, size, SOCK_DGRAM) };

	measure(step_send, ends, atoi(argv[3]), atoi(argv[4]));
	return 0;
}

static int run_local(char **argv)
{
	measure(step_local, open_ends(argv, SOCK_DGRAM), atoi(argv[4]), atoi(argv[5]));
	return 0;
}

static int run_rr(char **argv)
{
	measure(step_rr, open_ends(argv, SOCK_DGRAM), atoi(argv[4]), atoi(argv[5]));
	return 0;
}

static int run_tcp_rr(char **argv)
{
	measure(step_rr, open_ends(argv, SOCK_STREAM), atoi(argv[4]), atoi(argv[5]));
	return 0;
}

static int run_echo(char **argv)
{
	step_rr(open_ends(argv, SOCK_DGRAM));
	puts("ok");
	return 0;
}

/* Sends a running pattern until the time is over; how many bytes. */
static uint64_t pour(int fd, int64_t until)
{
	static unsigned char buffer[65536];
	uint64_t sent = 0;
	ssize_t done;
	size_t i;

	while (now_ns(CLOCK_MONOTONIC) < until) {
		for (i = 0; i < sizeof(buffer); i++)
			buffer[i] = (unsigned char)((sent + i) * 31 >> 3);
		done = send(fd, buffer, sizeof(buffer), MSG_NOSIGNAL);
		if (done < 0)
			fail("send");
		sent += done;
	}
	if (shutdown(fd, SHUT_WR))
		fail("shutdown");
	return sent;
}

/* Receives the pattern to the end and checks it; how many bytes. */
static uint64_t drain(int fd)
{
	static unsigned char buffer[65536];
	uint64_t seen = 0;
	ssize_t got;
	ssize_t i;

	while ((got = recv(fd, buffer, sizeof(buffer), 0)) > 0) {
		for (i = 0; i < got; i++)
			if (buffer[i] != (unsigned char)((seen + i) * 31 >> 3))
				fail("byte %llu is wrong", (unsigned long long)(seen + i));
		seen += got;
	}
	if (got < 0)
		fail("receive");
	return seen;
}

static pid_t spawn(void)
{
	pid_t pid = fork();

	if (pid < 0)
		fail("fork");
	return pid;
}

static int reap(void)
{
	int status, failed = 0;

	while (wait(&status) > 0)
		failed |= status != 0;
	return failed;
}

static int run_streams(char **argv, int flows, int both_ways)
{
	struct ends ends[MAX_FLOWS];
	char port[16];
	uint64_t *sums;
	uint64_t total = 0;
	int shared[2];
	int64_t until;
	int i;

	if (pipe(shared))
		fail("pipe");
	for (i = 0; i < flows; i++) {
		snprintf(port, sizeof(port), "%d", atoi(argv[3]) + i);
		ends[i] = open_ends((char *[]){ argv[0], argv[1], argv[2], port }, SOCK_STREAM);
	}
	until = now_ns(CLOCK_MONOTONIC) + atoll(argv[4]) * 1000000;
	for (i = 0; i < flows * 2 * (1 + both_ways); i++) {
		int flow = i / (2 * (1 + both_ways)), back = i / 2 % (1 + both_ways);
		int from = back ? ends[flow].server : ends[flow].client;
		int to = back ? ends[flow].client : ends[flow].server;
		uint64_t sum;

		if (spawn())
			continue;
		sum = i % 2 ? drain(to) : pour(from, until);
		sum = i % 2 ? -sum : sum;
		if (write(shared[1], &sum, sizeof(sum)) != sizeof(sum))
			fail("pipe");
		exit(0);
	}
	for (i = 0; i < flows; i++) {
		close(ends[i].client);
		close(ends[i].server);
	}
	if (reap())
		return 1;
	sums = &(uint64_t){ 0 };
	close(shared[1]);
	for (uint64_t sum; read(shared[0], &sum, sizeof(sum)) == sizeof(sum);) {
		*sums += sum;
		if ((int64_t)sum > 0)
			total += sum;
	}
	printf("bytes %llu missing %lld\n", (unsigned long long)total, (long long)*sums);
	return *sums != 0 || !total;
}

static int run_stream(char **argv)
{
	return run_streams(argv, 1, 0);
}

static int run_duplex(char **argv)
{
	return run_streams(argv, atoi(argv[5]), 1);
}

struct numbered {
	uint32_t flow;
	uint32_t number;
};

static void send_numbered(struct ends ends, uint32_t flow, int64_t until)
{
	struct numbered packet = { .flow = flow };
	int cpus = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t set;

	while (now_ns(CLOCK_MONOTONIC) < until) {
		/* hop from CPU to CPU, which is where an order could get lost */
		if (packet.number % 16 == 0) {
			CPU_ZERO(&set);
			CPU_SET(packet.number / 16 % cpus, &set);
			sched_setaffinity(0, sizeof(set), &set);
		}
		packet.number++;
		if (send(ends.client, &packet, sizeof(packet), 0) != sizeof(packet) &&
		    errno != ENOBUFS)
			fail("send");
	}
	packet.number = 0;
	for (int i = 0; i < 20; i++) {
		usleep(20000);
		send(ends.client, &packet, sizeof(packet), 0);
	}
	exit(0);
}

static int run_order(char **argv)
{
	int64_t until = now_ns(CLOCK_MONOTONIC) + atoll(argv[4]) * 1000000;
	unsigned long came = 0, lost = 0, late = 0;
	uint32_t last[MAX_FLOWS] = { 0 };
	int flows = atoi(argv[5]), open = flows, size = 1 << 22, i;
	struct pollfd polls[MAX_FLOWS];
	struct ends ends[MAX_FLOWS];
	struct numbered packet;
	char port[16];

	for (i = 0; i < flows; i++) {
		snprintf(port, sizeof(port), "%d", atoi(argv[3]) + i);
		ends[i] = open_ends((char *[]){ argv[0], argv[1], argv[2], port }, SOCK_DGRAM);
		setsockopt(ends[i].server, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
		polls[i] = (struct pollfd){ .fd = ends[i].server, .events = POLLIN };
	}
	for (i = 0; i < flows; i++)
		if (!spawn())
			send_numbered(ends[i], i, until);
	while (open && poll(polls, flows, 5000) > 0) {
		for (i = 0; i < flows; i++) {
			if (recv(ends[i].server, &packet, sizeof(packet), MSG_DONTWAIT) !=
			    sizeof(packet))
				continue;
			if (!packet.number) {
				open -= polls[i].fd >= 0;
				polls[i].fd = -1;
				continue;
			}
			came++;
			if (packet.number <= last[i]) {
				late++;
				lost -= lost > 0;
			} else {
				lost += packet.number - last[i] - 1;
				last[i] = packet.number;
			}
		}
	}
	printf("came %lu lost %lu late %lu\n", came, lost, late);
	return reap() || late || !came;
}

static void send_at(int fd, int64_t when)
{
	char control[CMSG_SPACE(sizeof(uint64_t))] = { 0 };
	struct iovec part = { payload, sizeof(payload) };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_TXTIME;
	c->cmsg_len = CMSG_LEN(sizeof(uint64_t));
	memcpy(CMSG_DATA(c), &when, sizeof(when));
	if (sendmsg(fd, &message, 0) != sizeof(payload))
		fail("sendmsg with a time");
}

static int run_meta(char **argv)
{
	struct sock_txtime clock = { .clockid = CLOCK_MONOTONIC };
	int mark = strtol(argv[3], NULL, 0), priority = atoi(argv[4]);
	int count = atoi(argv[6]), held = 0;
	int64_t delay = atoll(argv[5]) * 1000000;
	struct sockaddr_storage to;
	socklen_t size = address(argv[1], argv[2], &to);
	int fd = open_connected(argv[0], &to, size, SOCK_DGRAM);

	if (setsockopt(fd, SOL_SOCKET, SO_MARK, &mark, sizeof(mark)) ||
	    setsockopt(fd, SOL_SOCKET, SO_PRIORITY, &priority, sizeof(priority)) ||
	    setsockopt(fd, SOL_SOCKET, SO_TXTIME, &clock, sizeof(clock)))
		fail("setsockopt");
	while (count--)
		send_at(fd, now_ns(CLOCK_MONOTONIC) + delay);
	if (ioctl(fd, SIOCOUTQ, &held))
		fail("SIOCOUTQ");
	printf("%d\n", held);
	return 0;
}

static const struct {
	const char *name;
	int args;
	int (*run)(char **argv);
} commands[] = {
	{ "send", 5, run_send },	{ "local", 6, run_local },	{ "rr", 6, run_rr },
	{ "tcp-rr", 6, run_tcp_rr },	{ "echo", 4, run_echo },	{ "stream", 5, run_stream },
	{ "duplex", 6, run_duplex },	{ "order", 6, run_order },	{ "meta", 7, run_meta },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

int main(int argc, char **argv)
{
	size_t i;

	home_netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	for (i = 0; argc > 1 && i < COUNT(commands); i++)
		if (!strcmp(argv[1], commands[i].name) && argc - 2 == commands[i].args)
			return commands[i].run(argv + 2);
	errno = 0;
	fail("no such command, or not its arguments: see the head of traffic.c");
	return 1;
}
