package org.stagepost.distribution.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.stagepost.trace.Visible;

/** One line a record, with nothing in it that a terminal obeys; a stack trace is indented, so that no line of it can pass for one. */
public final class OneLine extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final int LEVEL_WIDTH = 5;

    @Override
    public String doLayout(ILoggingEvent event) {
        String level = event.getLevel().toString();
        String logger = event.getLoggerName();
        StringBuilder record = new StringBuilder(120);
        TIME.formatTo(event.getInstant(), record);
        record.append(' ').append(level).append(" ".repeat(Math.max(1, LEVEL_WIDTH + 1 - level.length())));
        record.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
        record.append(Visible.text(String.valueOf(event.getFormattedMessage()))).append('\n');
        IThrowableProxy trouble = event.getThrowableProxy();
        if (trouble != null) trouble(trouble, record);
        return record.toString();
    }

    private static void trouble(IThrowableProxy trouble, StringBuilder record) {
        for (String line : ThrowableProxyUtil.asString(trouble).lines().toList())
            record.append("    ").append(Visible.text(line.replace("\t", "  "))).append('\n');
    }
}
