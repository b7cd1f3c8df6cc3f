package org.stagepost.distribution.log;

import org.stagepost.launch.Settings;

/**
 * What is logged, and where to.
 *
 * @param mail whether each event of a message is a line
 */
public record LogConfig(LogLevel level, LogTarget to, boolean mail) {
    public static LogConfig from(Settings settings) {
        return new LogConfig(
                LogLevel.from(settings),
                settings.value("log.to", LogTarget.STDERR, LogTarget::parse),
                settings.bool("log.mail", true));
    }

    /** From now on. */
    public void apply() {
        to.apply();
        level.apply();
        MailLog.apply(mail);
    }
}
