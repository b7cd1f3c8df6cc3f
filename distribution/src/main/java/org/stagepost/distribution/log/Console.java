package org.stagepost.distribution.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;

/** The one appender that there is. */
final class Console {
    static final String NAME = "console";

    private Console() {}

    /** Takes the place of the one before; a record written meanwhile is rather in both than in neither. */
    static void attach(LoggerContext context, LogTarget target) {
        LayoutBase<ILoggingEvent> layout = target == LogTarget.JOURNAL ? new JournalLine() : new OneLine();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName(NAME);
        appender.setTarget(target == LogTarget.STDOUT ? "System.out" : "System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var before = root.getAppender(NAME);
        root.addAppender(appender);
        if (before != null) root.detachAppender(before);
    }
}
