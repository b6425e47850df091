/* How a channel comes to be. */
#ifndef CONNECTSPEC_SEAT_H
#define CONNECTSPEC_SEAT_H

enum cs_seat {
    CS_SEAT_DIALS,   /* we connect to the target */
    CS_SEAT_ARRIVES, /* the target connects to a listener of ours */
    CS_SEAT_PROGRAM, /* the target is a program that we start for the case */
    CS_SEAT_CONTROL, /* a control of ours, either end */
    CS_SEAT_INSIDE,  /* what stands on one of these, as TLS in a tunnel does, at either end */
};

#endif
