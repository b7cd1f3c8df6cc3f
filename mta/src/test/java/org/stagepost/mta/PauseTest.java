package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Reply;
import org.stagepost.mta.deliver.DomainLimits;
import org.stagepost.mta.queue.Agenda;
import org.stagepost.mta.route.ByDomain;

/** A destination that is left alone, or that gets only so many messages, holds up no other of the same message. */
class PauseTest {
    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;
    private OtherHost venus;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve("venus.test A 127.0.0.3\npluto.test A 127.0.0.9\nmoon.test A 127.0.0.3\nsun.test A 127.0.0.3");
        venus = world.host(3);
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    private void relay(String... to) throws Exception {
        try (Wire wire = world.greeted(world.submissionAddress())) {
            assertThat(wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=")).startsWith("235 ");
            assertThat(World.send(wire, "ann@mars.test", to)).startsWith("250 2.0.0 queued as ");
        }
    }

    private Instant due(String to) {
        return world.waiting().stream()
                .filter(item -> item.entry().envelope().recipients().toString().contains(to))
                .map(Agenda.Item::due)
                .findFirst()
                .orElseThrow();
    }

    private long tries(String to) {
        return world.events.stream()
                .filter(event -> event.parties().contains(to) && event.what().startsWith("4"))
                .count();
    }

    @Test
    void theLongPauseOfOneIsNotTheOthers() throws Exception {
        world.startForRelaying();
        relay("x@pluto.test");
        for (int i = 1; i <= 5; i++) {
            int round = i;
            until("it has been tried " + round + " times", () -> tries("x@pluto.test") >= round);
            assertThat(world.waiting()).hasSize(1);
            if (i < 5) world.clock.advance(Duration.ofMinutes(90));
        }
        assertThat(due("x@pluto.test"))
                .as("left alone for long")
                .isAfter(world.clock.instant().plus(Duration.ofMinutes(45)));
        venus.reply("bob@venus.test", Reply.of(450, "4.2.0", "busy"));

        relay("bob@venus.test", "y@pluto.test");

        until("both have been tried", () -> tries("bob@venus.test") == 1 && tries("y@pluto.test") == 1);
        assertThat(due("bob@venus.test")).isBefore(world.clock.instant().plus(Duration.ofMinutes(10)));
    }

    @Test
    void aMessageForTwoThatHaveToWaitIsDueWithTheFirstOfThem() throws Exception {
        world.set("mta.limits = { \"moon.test\" = \"rate=1/h\", \"sun.test\" = \"rate=6/h\" }");
        world.startForRelaying();
        relay("a@moon.test", "a@sun.test");
        until("the first of each has gone", () -> venus.letters().size() == 2);

        relay("b@moon.test", "b@sun.test");

        until("both wait for their turn", () -> tries("b@moon.test") == 1 && tries("b@sun.test") == 1);
        Instant due = due("b@sun.test");
        assertThat(due)
                .isAfter(world.clock.instant().plus(Duration.ofMinutes(8)))
                .isBefore(world.clock.instant().plus(Duration.ofMinutes(15)));
        world.clock.advance(Duration.between(world.clock.instant(), due).plusSeconds(1));
        until(
                "the sun has its second",
                () -> venus.letters().stream()
                        .anyMatch(letter -> letter.recipients().contains("b@sun.test")));
        assertThat(venus.letters()).noneMatch(letter -> letter.recipients().contains("b@moon.test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mta.smart-host = '127.0.0.3:%d'", "[mta.routes]\n'*' = 'smtp:127.0.0.3:%d'"})
    void aDomainsLimitHoldsThroughASmartHostToo(String way) throws Exception {
        world.set("mta.limits = { \"moon.test\" = \"rate=1/h\" }");
        world.set(way.formatted(venus.port()));
        world.startForRelaying();
        relay("a@moon.test", "a@sun.test");
        until("the first of each has gone", () -> venus.letters().size() == 2);

        relay("b@moon.test", "b@sun.test");

        until("the other has gone", () -> venus.letters().size() == 3);
        assertThat(venus.letters().getLast().recipients()).containsExactly("b@sun.test");
        assertThat(due("b@moon.test")).isAfter(world.clock.instant().plus(Duration.ofMinutes(50)));
    }

    @Test
    void limitsChangeWithTheNextMessage() throws Exception {
        world.set("mta.limits = { \"moon.test\" = \"rate=1/h\" }");
        world.startForRelaying();
        relay("a@moon.test");
        until("the first has gone", () -> venus.letters().size() == 1);

        world.instance(DomainLimits.class).become(ByDomain.none());
        relay("b@moon.test");

        until("so has the second", () -> venus.letters().size() == 2);
    }
}
