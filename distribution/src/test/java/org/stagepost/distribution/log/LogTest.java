package org.stagepost.distribution.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.stagepost.launch.Settings;

final class LogTest {
    private static final String HOSTILE = "bob\r\n2026-01-01 ERROR forged\u001b[2J\u2028\u202e ${jndi:ldap://x} %s {}";

    @Test
    void c17_hostileTextIsOneEscapedRecord() throws Exception {
        assertThat(record(null))
                .hasLineCount(1)
                .endsWith(" WARN  Smtp: user bob\\r"
                        + "\\n"
                        + "2026-01-01 ERROR forged\\u001b[2J\\u2028\\u202e ${jndi:ldap://x} %s {}\n");
    }

    @Test
    void c17_theTextOfAnErrorIsNoRecordOfItsOwn() throws Exception {
        assertThat(record(new IllegalStateException(HOSTILE)).lines().skip(1))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("    ").doesNotContain("\u001b", "\u202e"));
    }

    @Test
    void theLevelIsSetByName() {
        assertThat(LogLevel.from(Settings.of(""))).isEqualTo(LogLevel.INFO);
        assertThat(LogLevel.from(Settings.of("log.level = 'debug'"))).isEqualTo(LogLevel.DEBUG);
        assertThatThrownBy(() -> LogLevel.from(Settings.of("log.level = 'DEBUG'")))
                .hasMessageEndingWith("must be one of off, error, warn, info, debug");
    }

    @Test
    void theJournalGetsTheLevelOnEachLineAndNoTime() {
        LoggerContext context = new LoggerContext();
        Logger logger = context.getLogger("org.stagepost.Smtp");
        JournalLine layout = new JournalLine();
        Throwable trouble = new IllegalStateException(HOSTILE);
        LoggingEvent event = new LoggingEvent("", logger, Level.ERROR, "user {}", trouble, new Object[] {HOSTILE});
        assertThat(layout.doLayout(event).lines())
                .hasSizeGreaterThan(2)
                .allSatisfy(line -> assertThat(line).startsWith("<3>").doesNotContain("\u001b"))
                .first()
                .asString()
                .startsWith("<3>Smtp: user bob\\r\\n2026");
        assertThat(layout.doLayout(new LoggingEvent("", logger, Level.INFO, "x", null, null)))
                .isEqualTo("<6>Smtp: x\n");
        assertThat(layout.doLayout(new LoggingEvent("", logger, Level.WARN, "x", null, null)))
                .isEqualTo("<4>Smtp: x\n");
    }

    @Test
    void whereRecordsGoIsSetByName() {
        LogConfig usual = LogConfig.from(Settings.of(""));
        assertThat(usual).isEqualTo(new LogConfig(LogLevel.INFO, LogTarget.STDERR, true));
        assertThat(LogConfig.from(Settings.of("log.to = 'journal'\nlog.mail = false")))
                .isEqualTo(new LogConfig(LogLevel.INFO, LogTarget.JOURNAL, false));
        assertThatThrownBy(() -> LogConfig.from(Settings.of("log.to = 'syslog'")))
                .hasMessageEndingWith("must be one of stderr, stdout, journal");
        LoggerContext context = new LoggerContext();
        for (LogTarget target : LogTarget.values()) Console.attach(context, target);
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        assertThat(root.iteratorForAppenders()).toIterable().hasSize(1);
    }

    @Test
    void linesOfMailEndAndBeginAgainWhileTheProcessRuns() {
        Logger mail = (Logger) LoggerFactory.getLogger("org.stagepost.mail");
        try {
            MailLog.apply(false);
            assertThat(mail.isErrorEnabled()).isFalse();
            MailLog.apply(true);
            assertThat(mail.getLevel()).as("as everything of ours").isNull();
        } finally {
            MailLog.apply(true);
        }
    }

    private static String record(Throwable trouble) throws Exception {
        Logs logs = new Logs();
        logs.initialize();
        LoggerContext context = (LoggerContext) logs.getLoggerFactory();
        Logger logger = context.getLogger("org.stagepost.Smtp");
        var appender = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(Console.NAME);
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, "user {}", trouble, new Object[] {HOSTILE});
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
