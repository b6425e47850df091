#include "reference/skim.h"

void cs_skim(const char *data, size_t start, size_t bound, struct cs_skim *out)
{
#if defined(__x86_64__)
    if (cs_skim_has_avx512()) {
        cs_skim_avx512(data, start, bound, out);
        return;
    }
    if (cs_skim_has_avx2()) {
        cs_skim_avx2(data, start, bound, out);
        return;
    }
#endif
    cs_skim_plain(data, start, bound, out);
}
