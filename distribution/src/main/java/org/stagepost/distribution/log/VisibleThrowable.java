package org.stagepost.distribution.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.stream.Collectors;
import org.stagepost.trace.Visible;

/** {@code %trouble}: a stack trace with every line indented, so that none can pass for a record of its own. */
public final class VisibleThrowable extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy trouble) {
        return super.throwableProxyToString(trouble)
                .lines()
                .map(line -> "    " + Visible.text(line.replace("\t", "  ")))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
