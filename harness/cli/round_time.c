#include <inttypes.h>
#include <stdio.h>

#include "harness/cli/round_internal.h"

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

/* A busy machine makes the target wait as long as it does us; whoever has to hurry because of that judges by chance. */
double cs_round_seconds(const struct cs_round *round)
{
    double whole = (double)(uv_hrtime() - round->began) / 1e9;
    double kept = 2 * (seconds_kept_waiting() - round->waited);

    return kept < whole ? whole - kept : 0;
}
