#include "harness/cli/round_internal.h"
#include "reference/testing.h"

/* It turns out that the target is there: the last sign of life is still the one that was heard, and the phase goes on. */
static void test_alive(void)
{
    struct cs_round round = {.asks = true, .phase = CS_ROUND_TOGETHER, .heard = 1000};
    enum cs_round_phase next = CS_ROUND_PROBE;

    CU_ASSERT_TRUE(cs_deaf_go_on(&round, &next));
    CU_ASSERT_EQUAL(next, CS_ROUND_ALIVE);
    round.phase = CS_ROUND_ALIVE;
    CU_ASSERT_TRUE(cs_deaf_go_on(&round, &next));
    CU_ASSERT_EQUAL(next, CS_ROUND_TOGETHER);
    CU_ASSERT_EQUAL(round.heard, 1000);
    CU_ASSERT_FALSE(round.asks);
    CU_ASSERT_FALSE(cs_deaf_go_on(&round, &next));
}

/* It is not: who spoke nearest to the last sign of life is the likeliest, before or behind it. */
static void test_deaf(void)
{
    struct cs_watch watch[] = {{.spoke = 400}, {.spoke = 990}, {.spoke = 1200}};
    struct cs_round round = {.asks = true, .phase = CS_ROUND_ALIVE, .heard = 1000, .doubts = 1, .watch = watch};
    enum cs_round_phase next;

    CU_ASSERT_FALSE(cs_deaf_go_on(&round, &next));
    for (size_t slot = 0; slot < CS_COUNT(watch); slot++)
        cs_deaf_suspect(&round, slot);
    CU_ASSERT_EQUAL(watch[0].distance, 600);
    CU_ASSERT_EQUAL(watch[1].distance, 10);
    CU_ASSERT_EQUAL(watch[2].distance, 200);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"a target that is there after all", test_alive},
        {"a target that is deaf", test_deaf},
    };

    return cs_run_tests("round_deaf", tests, CS_COUNT(tests));
}
