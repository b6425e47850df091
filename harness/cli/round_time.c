#include <inttypes.h>
#include <stdio.h>

#include "harness/cli/round_internal.h"

/* Deadlines: then there is no time for second thoughts; then none for a target that was started again either. */
#define LATE_FROM 6.0
#define TOO_LATE  8.0

/* Seconds that this process was ready to run and did not get a processor; 0 where the kernel does not tell. */
static double seconds_kept_waiting(void)
{
    uint64_t ran = 0;
    uint64_t waited = 0;
    FILE *file = fopen("/proc/self/schedstat", "re");

    if (file == NULL)
        return 0;
    if (fscanf(file, "%" SCNu64 " %" SCNu64, &ran, &waited) != 2)
        waited = 0;
    fclose(file);
    return (double)waited / 1e9;
}

void cs_round_start_clock(struct cs_round *round)
{
    round->began = uv_hrtime();
    round->waited = seconds_kept_waiting();
}

/* A busy machine makes the target wait as long as it does us; whoever has to hurry because of that judges by chance.  It
 * excuses a third of the time at most: every run ends. */
static double seconds_taken(const struct cs_round *round)
{
    double whole = (double)(uv_hrtime() - round->began) / 1e9;
    double kept = 2 * (seconds_kept_waiting() - round->waited);

    return kept < whole / 3 ? whole - kept : whole * 2 / 3;
}

/* Cases that take their time make a round as long as they like. */
static bool is_bounded(const struct cs_round *round)
{
    for (size_t i = 0; i < round->options.item_count; i++)
        if (round->options.items[i].source->patience > 0)
            return false;
    return true;
}

/* Whoever asks for few cases at once waits for silences one behind the other. */
double cs_round_breadth(const struct cs_round *round)
{
    unsigned jobs = round->options.jobs;

    return jobs == 0 || jobs >= CS_ROUND_JOBS ? 1 : (double)CS_ROUND_JOBS / jobs;
}

static bool has_taken(const struct cs_round *round, double deadlines)
{
    return seconds_taken(round) >
               deadlines * cs_engine_deadline(round->engine) * round->forbearance * cs_round_breadth(round) &&
           is_bounded(round);
}

bool cs_round_is_late(const struct cs_round *round)
{
    return has_taken(round, LATE_FROM);
}

bool cs_round_is_too_late(const struct cs_round *round)
{
    return has_taken(round, TOO_LATE);
}
