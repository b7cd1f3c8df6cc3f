package org.stagepost.distribution.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;

/** The same line as {@link OneLine} without its time, and with the level as the journal wants it before each line of it. */
public final class JournalLine extends LayoutBase<ILoggingEvent> {
    private static final String ERROR = "<3>";
    private static final String WARNING = "<4>";
    private static final String INFORMATION = "<6>";
    private static final String DEBUGGING = "<7>";

    @Override
    public String doLayout(ILoggingEvent event) {
        String level = level(event.getLevel());
        StringBuilder record = new StringBuilder(120);
        for (String line : OneLine.lines(event))
            record.append(level).append(line).append('\n');
        return record.toString();
    }

    private static String level(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) return ERROR;
        if (level.isGreaterOrEqual(Level.WARN)) return WARNING;
        return level.isGreaterOrEqual(Level.INFO) ? INFORMATION : DEBUGGING;
    }
}
