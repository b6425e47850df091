#include "harness/engine/measure.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reference/testing.h"

/* A child that opens |more| descriptors and takes |kib|, says so, and waits for its end. */
static pid_t start_child(int more, size_t kib)
{
    int ready[2];
    char byte;
    pid_t pid;

    CU_ASSERT_EQUAL_FATAL(pipe(ready), 0);
    pid = fork();
    CU_ASSERT_FATAL(pid >= 0);
    if (pid == 0) {
        static char *volatile kept; /* what nobody looks at a compiler leaves out */

        kept = malloc(kib * 1024 + 1);
        if (kept != NULL)
            memset(kept, 1, kib * 1024 + 1);
        for (int i = 0; i < more; i++)
            if (open("/dev/null", O_RDONLY) < 0)
                _exit(1);
        if (write(ready[1], "x", 1) == 1)
            pause();
        _exit(0);
    }
    CU_ASSERT_EQUAL(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return pid;
}

static void end_child(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void test_growth(void)
{
    struct cs_holdings small, large;
    pid_t pid = start_child(0, 0);

    CU_ASSERT_TRUE(cs_measure(getpid(), &small));
    end_child(pid);
    pid = start_child(50, 20 * 1024);
    CU_ASSERT_TRUE(cs_measure(getpid(), &large));
    end_child(pid);
    CU_ASSERT_EQUAL(large.descriptors, small.descriptors + 50);
    CU_ASSERT(large.memory > small.memory + 15 * 1024);
}

static void test_nobody(void)
{
    struct cs_holdings seen;

    CU_ASSERT_FALSE(cs_measure(getpid(), &seen));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"nobody", test_nobody}, {"growth", test_growth}};

    return cs_run_tests("measure", tests, CS_COUNT(tests));
}
