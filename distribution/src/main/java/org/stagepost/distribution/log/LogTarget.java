package org.stagepost.distribution.log;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** Where records go. */
public enum LogTarget {
    STDERR,
    STDOUT,
    /** Standard error as systemd reads it: a number for the level before each line, and no time, which it adds (sd-daemon(3)). */
    JOURNAL;

    static LogTarget parse(String text) throws SyntaxException {
        for (LogTarget each : values()) {
            if (each.toString().equals(text)) return each;
        }
        throw new SyntaxException("must be one of stderr, stdout, journal");
    }

    /** From now on, for everything. */
    void apply() {
        Console.attach((LoggerContext) LoggerFactory.getILoggerFactory(), this);
    }

    @Override
    public String toString() {
        return Ascii.lower(name());
    }
}
