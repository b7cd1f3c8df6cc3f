package org.stagepost.msa;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stagepost.msa.HeldMail.Place;
import org.stagepost.msa.MsaConfig.Hold;

class HeldMailTest {
    private static final String ANN = "ann@example.org";
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant EVENING = START.plus(Duration.ofHours(8));

    private Instant now = START;
    private final InstantSource clock = () -> now;
    private final HeldMail held = new HeldMail(new Hold(Duration.ofDays(1), 2, 1_000), clock.withZone(ZoneOffset.UTC));

    @Test
    void messagesAndOctetsAreBounded() {
        assertThat(held.take(ANN, EVENING, 600)).isPresent();
        assertThat(held.hasRoom(ANN, 401)).isFalse();
        assertThat(held.hasRoom(ANN, Long.MAX_VALUE)).isFalse();
        assertThat(held.hasRoom(ANN, 400)).isTrue();
        assertThat(held.take(ANN, EVENING, 1)).isPresent();
        assertThat(held.take(ANN, EVENING, 1)).as("a third").isEmpty();
        assertThat(held.take("bob@example.org", EVENING, 1_000))
                .as("each has his own")
                .isPresent();
    }

    @Test
    void whatIsReleasedCountsNoMore() {
        held.take(ANN, EVENING, 500);
        held.take(ANN, EVENING.plusSeconds(1), 500);
        now = EVENING;
        assertThat(held.hasRoom(ANN, 501)).isFalse();
        assertThat(held.hasRoom(ANN, 500)).isTrue();
    }

    @Test
    void whatIsNotTakenGivesItsPlaceBack() {
        Optional<Place> place = held.take(ANN, EVENING, 1_000);
        assertThat(held.hasRoom(ANN, 0)).as("not an octet more than none").isTrue();
        assertThat(held.hasRoom(ANN, 1)).isFalse();
        held.giveBack(ANN, place.orElseThrow());
        assertThat(held.hasRoom(ANN, 1_000)).isTrue();
    }
}
