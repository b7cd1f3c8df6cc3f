package org.stagepost.distribution.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** How much is logged: from nothing to every command. */
public enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG;

    public static LogLevel from(Settings settings) {
        return settings.value("log.level", INFO, LogLevel::parse);
    }

    private static LogLevel parse(String text) throws SyntaxException {
        for (LogLevel each : values()) {
            if (each.toString().equals(text)) return each;
        }
        throw new SyntaxException("must be one of off, error, warn, info, debug");
    }

    /** From now on, for everything of ours. */
    public void apply() {
        ((Logger) LoggerFactory.getLogger("org.stagepost")).setLevel(Level.toLevel(name()));
    }

    @Override
    public String toString() {
        return Ascii.lower(name());
    }
}
