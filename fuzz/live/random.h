/* Numbers that a seed and a count give: the same ones each time (splitmix64). */
#ifndef CONNECTSPEC_LIVE_RANDOM_H
#define CONNECTSPEC_LIVE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cs_random {
    uint64_t state;
};

static inline uint64_t cs_random_draw(struct cs_random *random)
{
    uint64_t z = (random->state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Those of the input |number| of a campaign with this seed. */
static inline struct cs_random cs_random_of(uint64_t seed, uint64_t number)
{
    struct cs_random random = {seed * UINT64_C(0xd1342543de82ef95) + number};

    (void)cs_random_draw(&random);
    return random;
}

/* 0 to |bound| - 1; 0 for |bound| 0. */
static inline size_t cs_random_below(struct cs_random *random, size_t bound)
{
    return bound == 0 ? 0 : (size_t)(cs_random_draw(random) % bound);
}

/* True once in |one_in| times. */
static inline bool cs_random_once(struct cs_random *random, size_t one_in)
{
    return cs_random_below(random, one_in) == 0;
}

#endif
