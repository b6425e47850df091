/* CS_MUST_USE in front of a prototype: whoever calls it has to look at what it returns, because it is to be freed,
 * because it says that nothing was done, or because it is the error. */
#ifndef CONNECTREF_MUST_USE_H
#define CONNECTREF_MUST_USE_H

#if defined(__GNUC__)
#define CS_MUST_USE __attribute__((warn_unused_result))
#else
#define CS_MUST_USE
#endif

#endif
