/*
 * Asks a server on 127.0.0.1 over HTTP/1.1, from one thread, and says in one line how that went.
 *
 *   load wait   PORT FILE SECONDS          until the first 200; a new connection for each try
 *   load closed PORT FILE CONNS SECONDS    each connection asks again as soon as it is answered
 *   load each   PORT FILE CONNS SECONDS   the same, but each request of FILE once, within that time
 *   load rate   PORT FILE CONNS SECONDS RATE
 *                                          open loop: request i is due at i/RATE whatever the server does, and its time counts
 *                                          from then, so that a stall is charged to every request it holds up
 *   load burst  PORT FILE CONNS MB_PER_S   one request on each connection at once; above 0, all clients together read no
 *                                          faster than that, and have small receive buffers
 *
 * FILE holds whole GET requests, one after the other, each with its empty line; they are sent in turn.
 * Ends with 1 unless every answer was a 200.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum part { HEAD, LENGTH, SIZE, CHUNK, CHUNK_END, TRAILER };

typedef struct {
    int fd, status, line; /* line: characters in the current one of a chunked body */
    enum part part;
    int64_t left; /* of the body, or of the current chunk */
    uint64_t due;
    int head_length;
    char head[16384];
} client;

typedef struct { const char *text; int length; } request;

static request *requests;
static long request_count, next_request, answered, refused;
static uint64_t *times, bytes;
static long times_size;
static int port;

static void fail(const char *what) { perror(what); exit(2); }

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void read_requests(const char *path) {
    int fd = open(path, O_RDONLY);
    struct stat s;
    if (fd < 0 || fstat(fd, &s)) fail(path);
    char *all = malloc(s.st_size + 1), *end;
    for (long n = 0, got; n < s.st_size; n += got)
        if ((got = read(fd, all + n, s.st_size - n)) <= 0) fail(path);
    all[s.st_size] = 0;
    close(fd);
    for (char *at = all; (end = strstr(at, "\r\n\r\n")); at = end + 4) {
        if (request_count % 1024 == 0) requests = realloc(requests, (request_count + 1024) * sizeof *requests);
        requests[request_count++] = (request){at, end + 4 - at};
    }
    if (!request_count) { fprintf(stderr, "%s: no request\n", path); exit(2); }
}

static int dial(int receive_buffer) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (receive_buffer) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (!connect(fd, (struct sockaddr *)&to, sizeof to)) return fd;
    close(fd);
    return -1;
}

/* 0 unless this ends the answer. */
static int line_of_chunks(client *c, char b) {
    int empty = 0;
    if (b == '\n') {
        empty = c->line == 0;
        c->line = 0;
        if (c->part == SIZE) c->part = c->left ? CHUNK : TRAILER;
        else if (c->part == CHUNK_END) c->part = SIZE, c->left = 0;
        else return empty;
    } else if (b != '\r') {
        int digit = b >= '0' && b <= '9' ? b - '0' : (b | 32) >= 'a' && (b | 32) <= 'f' ? (b | 32) - 'a' + 10 : -1;
        if (c->part == SIZE && digit >= 0) c->left = c->left * 16 + digit;
        c->line++;
    }
    return 0;
}

static int64_t begin_body(client *c) {
    c->status = atoi(c->head + 9);
    char *length = strcasestr(c->head, "\r\ncontent-length:");
    c->part = length ? LENGTH : SIZE;
    c->left = length ? atoll(length + 17) : 0;
    c->line = 0;
    if (!length && !strcasestr(c->head, "\r\ntransfer-encoding: chunked")) {
        fprintf(stderr, "an answer without length: %.60s\n", c->head);
        exit(2);
    }
    return c->part == LENGTH && c->left == 0;
}

/* 1 if the answer ends with these bytes; nothing may come after it. */
static int take(client *c, const char *b, long n) {
    long at = 0;
    int over = 0;
    while (at < n && !over) {
        if (c->part == HEAD) {
            if (c->head_length == sizeof c->head - 1) { fprintf(stderr, "too long a head\n"); exit(2); }
            char *h = c->head + c->head_length++;
            *h = b[at++];
            if (*h == '\n' && c->head_length > 3 && !memcmp(h - 3, "\r\n\r\n", 4)) {
                *h = 0;
                over = begin_body(c);
            }
        } else if (c->part == LENGTH || c->part == CHUNK) {
            int64_t some = n - at < c->left ? n - at : c->left;
            at += some;
            c->left -= some;
            if (!c->left) {
                over = c->part == LENGTH;
                c->part = CHUNK_END;
            }
        } else {
            over = line_of_chunks(c, b[at++]);
        }
    }
    return over;
}

static void ask(client *c, uint64_t due) {
    request *r = &requests[next_request++ % request_count];
    c->due = due;
    c->part = HEAD;
    c->head_length = 0;
    if (write(c->fd, r->text, r->length) != r->length) fail("write");
}

static void over(client *c) {
    if (answered == times_size) times = realloc(times, (times_size = times_size * 2 + 65536) * sizeof *times);
    times[answered++] = now() - c->due;
    if (c->status != 200 && refused++ == 0) fprintf(stderr, "status %d\n", c->status);
}

static int by_size(const void *a, const void *b) {
    uint64_t x = *(uint64_t *)a, y = *(uint64_t *)b;
    return x < y ? -1 : x > y;
}

static double micros(double share) { return answered ? times[(long)((answered - 1) * share)] / 1e3 : 0; }

static int report(double seconds) {
    qsort(times, answered, sizeof *times, by_size);
    printf("answered=%ld refused=%ld bytes=%lu seconds=%.4f p50=%.0f p99=%.0f p999=%.0f max=%.0f\n", answered, refused, bytes,
           seconds, micros(.5), micros(.99), micros(.999), micros(1));
    return refused || !answered;
}

static int wait_for_it(double seconds) {
    uint64_t begun = now();
    client *c = calloc(1, sizeof *c);
    while (now() - begun < seconds * 1e9) {
        char b[65536];
        struct timeval patience = {1, 0};
        if ((c->fd = dial(0)) >= 0) {
            setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            ask(c, now());
            long n, whole = 0;
            while (!whole && (n = read(c->fd, b, sizeof b)) > 0) whole = take(c, b, n);
            close(c->fd);
            if (whole && c->status == 200) return printf("answered=1\n") < 0;
        }
        usleep(2000);
    }
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 5) { fprintf(stderr, "see the head of load.c\n"); return 64; }
    const char *mode = argv[1];
    port = atoi(argv[2]);
    read_requests(argv[3]);
    if (!strcmp(mode, "wait")) return wait_for_it(atof(argv[4]));

    int clients = atoi(argv[4]), burst = !strcmp(mode, "burst"), open_loop = !strcmp(mode, "rate");
    double last = argc > 5 ? atof(argv[5]) : 0, seconds = burst ? 600 : last, rate = open_loop ? atof(argv[6]) : 0;
    double bytes_per_ns = burst ? last / 1e3 : 0;
    int once = !strcmp(mode, "each");
    long wanted = burst ? clients : open_loop ? (long)(rate * seconds) : once ? request_count : INT64_MAX, begun = 0, idle_count = 0;
    int events = epoll_create1(0), alarm_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    client *all = calloc(clients, sizeof *all), **idle = malloc(clients * sizeof *idle);
    for (int i = 0; i < clients; i++) {
        if ((all[i].fd = dial(bytes_per_ns > 0 ? 65536 : 0)) < 0) fail("connect");
        fcntl(all[i].fd, F_SETFL, O_NONBLOCK);
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = &all[i]};
        epoll_ctl(events, EPOLL_CTL_ADD, all[i].fd, &e);
        idle[idle_count++] = &all[i];
    }
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(events, EPOLL_CTL_ADD, alarm_fd, &e);

    next_request = getpid(); /* not the same ones after each start */
    long room = bytes_per_ns > 0 ? 32768 : 262144;
    char *buffer = malloc(room);
    uint64_t start = now(), end = start + seconds * 1e9, given_up = end + 20000000000ull;
    for (;;) {
        uint64_t at = now();
        int no_more = begun == wanted || (!open_loop && at >= end);
        while (!no_more && idle_count) {
            uint64_t due = open_loop ? start + begun * 1e9 / rate : at;
            if (due > at) {
                struct itimerspec t = {.it_value = {due / 1000000000, due % 1000000000}};
                timerfd_settime(alarm_fd, TFD_TIMER_ABSTIME, &t, NULL);
                break;
            }
            ask(idle[--idle_count], due);
            no_more = ++begun == wanted;
        }
        if (no_more && idle_count == clients) break;
        if (at > given_up) { fprintf(stderr, "%ld of %ld answered, the rest never\n", answered, begun); return 1; }
        struct epoll_event ready[64];
        int n = epoll_wait(events, ready, 64, 1000);
        for (int i = 0; i < n; i++) {
            client *c = ready[i].data.ptr;
            if (!c) { uint64_t ticks; if (read(alarm_fd, &ticks, 8) < 0) {} continue; }
            long got = read(c->fd, buffer, room);
            if (got < 0 && errno == EAGAIN) continue;
            if (got <= 0) { fprintf(stderr, "a connection was closed after %ld answers\n", answered); return 1; }
            bytes += got;
            if (bytes_per_ns > 0) {
                double ahead = bytes / bytes_per_ns - (now() - start);
                if (ahead > 0) usleep(ahead / 1e3);
            }
            if (take(c, buffer, got)) {
                over(c);
                idle[idle_count++] = c;
            }
        }
    }
    return report((now() - start) / 1e9);
}
