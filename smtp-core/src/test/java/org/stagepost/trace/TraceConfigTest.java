package org.stagepost.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.stagepost.launch.ConfigCheck;

final class TraceConfigTest {
    @Test
    void fourteenDaysAndHalfAGibibyteWithAddresses() {
        assertThat(ConfigCheck.defaults(TraceConfig::from))
                .isEqualTo(new TraceConfig(Duration.ofDays(14), 512L << 20, true, false));
    }

    @Test
    void everyKeyIsMapped() {
        ConfigCheck.everyKeyMapped(
                TraceConfig::from,
                "trace.keep = '1d'\ntrace.size = '8M'\ntrace.addresses = false\ntrace.subjects = true");
    }
}
