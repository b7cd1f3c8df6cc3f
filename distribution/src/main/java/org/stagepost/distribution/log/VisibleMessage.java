package org.stagepost.distribution.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.stagepost.trace.Visible;

/** {@code %visible}: the message on one line, with nothing in it that a terminal obeys. */
public final class VisibleMessage extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Visible.text(String.valueOf(event.getFormattedMessage()));
    }
}
