/* For tests of what happens without memory: each allocation of a piece of work fails in turn.
 *
 * Include it in one file of a program: it defines malloc and its like for the program and every library that it loads.
 * Only allocations of the thread that called failing_each count, and only they fail. */
#ifndef CONNECTREF_FAILING_TESTING_H
#define CONNECTREF_FAILING_TESTING_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "reference/testing.h"

/* What a piece of work came to. */
enum failing_answer {
    FAILING_DONE, /* done, and the result is the same as ever */
    FAILING_SAID, /* not done, and it said so */
    FAILING_WRONG /* another result, or another reason */
};

/* One piece of work.  |run| leaves nothing allocated behind. */
struct failing_work {
    const char *name;
    enum failing_answer (*run)(void *context);
    void *context;
    int64_t loses; /* so many blocks at most are lost by a library itself */
};

static _Thread_local struct {
    bool counts;
    uint64_t count;   /* allocations since the beginning */
    uint64_t fails;   /* the one that fails; 0: none */
    bool from_then;   /* ... and all behind it */
    int64_t live;     /* blocks that are held */
    uint64_t stopped; /* how many failed */
} failing;

/* Clang links its sanitizers statically, and their malloc cannot be defined a second time. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FAILING_CANNOT
#endif
#endif

#ifndef FAILING_CANNOT
#ifdef __SANITIZE_ADDRESS__
#define FAILING_REAL(name) __interceptor_##name
#else
#define FAILING_REAL(name) __libc_##name
#endif
void *FAILING_REAL(malloc)(size_t size);
void *FAILING_REAL(calloc)(size_t count, size_t size);
void *FAILING_REAL(realloc)(void *block, size_t size);
void FAILING_REAL(free)(void *block);

static bool failing_now(void)
{
    if (!failing.counts)
        return false;
    failing.count++;
    if (failing.fails == 0 || failing.count < failing.fails || (failing.count > failing.fails && !failing.from_then))
        return false;
    failing.stopped++;
    errno = ENOMEM;
    return true;
}

static void *failing_held(void *block)
{
    failing.live += failing.counts && block != NULL ? 1 : 0;
    return block;
}

void *malloc(size_t size)
{
    return failing_now() ? NULL : failing_held(FAILING_REAL(malloc)(size));
}

void *calloc(size_t count, size_t size)
{
    return failing_now() ? NULL : failing_held(FAILING_REAL(calloc)(count, size));
}

void *realloc(void *block, size_t size)
{
    void *larger = failing_now() ? NULL : FAILING_REAL(realloc)(block, size);

    return block == NULL ? failing_held(larger) : larger;
}

void free(void *block)
{
    failing.live -= failing.counts && block != NULL ? 1 : 0;
    FAILING_REAL(free)(block);
}

/* AddressSanitizer's own do not come by malloc. */
char *strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);

    return copy == NULL ? NULL : memcpy(copy, text, size);
}

char *strndup(const char *text, size_t limit)
{
    size_t length = strnlen(text, limit);
    char *copy = malloc(length + 1);

    if (copy == NULL)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}
#endif

/* Does |work| once with the |nth| allocation failing, and all behind it where |from_then|; |*left|: blocks that it left
 * behind. */
static enum failing_answer failing_once(const struct failing_work *work, uint64_t nth, bool from_then, int64_t *left)
{
    enum failing_answer answer;

    failing.count = failing.stopped = 0;
    failing.live = 0;
    failing.fails = nth;
    failing.from_then = from_then;
    failing.counts = true;
    answer = work->run(work->context);
    failing.counts = false;
    *left = failing.live;
    return answer;
}

/* One failure is a failure of the test; says which.  A cache that a library fills once is no leak: what is lost is lost
 * again. */
static void failing_check(const struct failing_work *work, uint64_t nth, bool from_then)
{
    int64_t left;
    enum failing_answer answer = failing_once(work, nth, from_then, &left);
    bool good = answer == FAILING_SAID || answer == FAILING_DONE;

    if (good && left > work->loses)
        answer = failing_once(work, nth, from_then, &left);
    if (good && left <= work->loses)
        return;
    printf("%s: allocation %llu%s: %s, %lld blocks left\n", work->name, (unsigned long long)nth,
           from_then ? " and all behind it" : "", answer == FAILING_WRONG ? "wrong" : "lost", (long long)left);
    CU_FAIL("without memory");
}

/* Each allocation of |work| fails in turn, of many about |most| of them, the first fifty in any case; and then each
 * twentieth of those together with all behind it. */
static inline void failing_each(const struct failing_work *work, uint64_t most)
{
    uint64_t total, step;
    int64_t left;

#ifdef FAILING_CANNOT
    cs_skip("this compiler's sanitizers have the only malloc");
    return;
#endif
    CU_ASSERT_EQUAL(failing_once(work, 0, false, &left), FAILING_DONE); /* fills caches */
    CU_ASSERT_EQUAL(failing_once(work, 0, false, &left), FAILING_DONE);
    CU_ASSERT_TRUE(left <= 0);
    total = failing.count;
    CU_ASSERT_TRUE(total > 0);
    step = total / most + 1;
    for (uint64_t nth = 1; nth <= total; nth += nth < 50 ? 1 : step) {
        failing_check(work, nth, false);
        if (nth % 20 == 1)
            failing_check(work, nth, true);
    }
    printf("%s: %llu allocations, each %s%llu failed\n", work->name, (unsigned long long)total, step > 1 ? "of " : "",
           (unsigned long long)step);
}

#endif
