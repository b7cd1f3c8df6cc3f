package org.stagepost.distribution.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.trace.Visible;

/** One line a record, with nothing in it that a terminal obeys; a stack trace is indented, so that no line of it can pass for one. */
public final class OneLine extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final int LEVEL_WIDTH = 5;

    @Override
    public String doLayout(ILoggingEvent event) {
        String level = event.getLevel().toString();
        StringBuilder record = new StringBuilder(120);
        TIME.formatTo(event.getInstant(), record);
        record.append(' ').append(level).append(" ".repeat(Math.max(1, LEVEL_WIDTH + 1 - level.length())));
        for (String line : lines(event)) record.append(line).append('\n');
        return record.toString();
    }

    /** Who says what, and the stack trace where there is one. */
    static List<String> lines(ILoggingEvent event) {
        String logger = event.getLoggerName();
        List<String> lines = new ArrayList<>();
        lines.add(logger.substring(logger.lastIndexOf('.') + 1) + ": "
                + Visible.text(String.valueOf(event.getFormattedMessage())));
        IThrowableProxy trouble = event.getThrowableProxy();
        if (trouble == null) return lines;
        for (String line : ThrowableProxyUtil.asString(trouble).lines().toList())
            lines.add("    " + Visible.text(line.replace("\t", "  ")));
        return lines;
    }
}
