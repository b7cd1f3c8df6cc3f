package org.stagepost.trace;

/** Takes reports; never blocks a session for long and never throws: a full disk loses the trace, not the mail. */
public interface Tracer {
    Tracer NONE = event -> {};

    void report(TraceEvent event);
}
