package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.FaultyDisk;
import org.stagepost.disk.ForceSite;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;

/**
 * What is acknowledged was forced before, each force at its site; where a force fails the deed is refused, leaves nothing
 * half done, and can be done once the disk is well again (fault catalogue: EIO).
 */
class ForcesTest {
    private static final Flags LATER = new Flags(Set.of(), Set.of("Later"));

    @TempDir
    Path folder;

    /** Something that a client asks for, and whether it has come about. */
    private record Deed(String name, Act act, Check done, List<Step> steps) {
        Deed(String name, Act act, Check done, Step... steps) {
            this(name, act, done, List.of(steps));
        }
    }

    /** What must come in this order: a prefix of the name of a call, and a part of the rest. */
    private record Step(String verb, String what) {
        static Step force(ForceSite site) {
            return new Step("force:", site.name());
        }

        boolean is(String call) {
            return call.startsWith(verb) && call.contains(what);
        }
    }

    private interface Act {
        void on(Alice alice, Mailbox inbox) throws Exception;
    }

    private interface Check {
        boolean in(Alice alice, Mailbox inbox) throws Exception;
    }

    private static List<Deed> deeds() {
        return List.of(
                new Deed(
                        "deliver",
                        (alice, inbox) ->
                                alice.mailboxes().deliver(MailboxName.INBOX, Alice.mail("new"), new DeliveryKey("k")),
                        (alice, inbox) -> has(inbox, "new"),
                        Step.force(Means.MESSAGE),
                        new Step("link:", "/new/"),
                        Step.force(Means.DELIVERED)),
                new Deed(
                        "append",
                        (alice, inbox) -> Alice.append(inbox, Flags.of(Flag.SEEN), "new"),
                        (alice, inbox) -> has(inbox, "new"),
                        Step.force(Means.MESSAGE),
                        new Step("link:", "/cur/"),
                        Step.force(Means.DELIVERED),
                        Step.force(Means.UID_LIST)),
                new Deed(
                        "append with a new keyword",
                        (alice, inbox) -> Alice.append(inbox, LATER, "new"),
                        (alice, inbox) ->
                                has(inbox, "new") && inbox.messages().keywords().contains("Later"),
                        Step.force(Means.MESSAGE),
                        new Step("link:", "/cur/"),
                        Step.force(Means.DELIVERED),
                        Step.force(Means.KEYWORDS),
                        Step.force(Means.UID_LIST)),
                new Deed(
                        "store",
                        (alice, inbox) ->
                                inbox.store(UidSet.of(1), new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.FLAGGED))),
                        (alice, inbox) -> Alice.flags(inbox, 1).has(Flag.FLAGGED),
                        Step.force(Means.CHANGES)),
                new Deed(
                        "store a new keyword",
                        (alice, inbox) -> inbox.store(UidSet.of(1), new FlagChange(FlagChange.Kind.ADD, LATER)),
                        (alice, inbox) -> Alice.flags(inbox, 1).equals(LATER),
                        Step.force(Means.KEYWORDS),
                        Step.force(Means.CHANGES)),
                new Deed(
                        "remove",
                        (alice, inbox) -> inbox.remove(UidSet.of(1)),
                        (alice, inbox) -> !has(inbox, "one"),
                        Step.force(Means.CHANGES),
                        new Step("delete:", "/new/")),
                new Deed(
                        "copy",
                        (alice, inbox) -> inbox.copy(UidSet.of(1), inbox),
                        (alice, inbox) -> Alice.subjects(inbox).values().stream()
                                        .filter("one"::equals)
                                        .count()
                                == 2,
                        new Step("link:", "/new/"),
                        Step.force(Means.DELIVERED),
                        Step.force(Means.UID_LIST)),
                new Deed(
                        "move",
                        (alice, inbox) -> {
                            try (Mailbox trash = alice.open("Trash")) {
                                inbox.move(UidSet.of(1), trash);
                            }
                        },
                        (alice, inbox) -> {
                            try (Mailbox trash = alice.open("Trash")) {
                                return has(trash, "one") && !has(inbox, "one");
                            }
                        },
                        Step.force(Means.DELIVERED),
                        Step.force(Means.UID_LIST),
                        Step.force(Means.CHANGES),
                        new Step("delete:", "/new/")),
                new Deed(
                        "open a mailbox that never was",
                        (alice, inbox) -> alice.open("Junk").close(),
                        (alice, inbox) -> !alice.files(".Junk").isEmpty()
                                && Files.exists(alice.path(".Junk/" + UidList.NAME))
                                && Files.exists(alice.path(".Junk/" + ChangeLog.NAME)),
                        Step.force(Means.UID_VALIDITY),
                        Step.force(Means.UID_LIST),
                        Step.force(Means.CHANGES)),
                new Deed(
                        "create",
                        (alice, inbox) -> alice.mailboxes().create(Alice.name("Work")),
                        (alice, inbox) -> lists(alice, "Work"),
                        new Step("directory:", ".Work/cur"),
                        Step.force(Means.MAILBOX)),
                new Deed(
                        "delete",
                        (alice, inbox) -> alice.mailboxes().delete(Alice.name("Drafts")),
                        (alice, inbox) -> !lists(alice, "Drafts"),
                        new Step("rename:", "away"),
                        Step.force(Means.MAILBOX)),
                new Deed(
                        "rename",
                        (alice, inbox) -> alice.mailboxes().rename(Alice.name("Drafts"), Alice.name("Sketches")),
                        (alice, inbox) -> lists(alice, "Sketches") && !lists(alice, "Drafts"),
                        new Step("rename:", ".Sketches"),
                        Step.force(Means.MAILBOX)),
                new Deed(
                        "subscribe",
                        (alice, inbox) -> alice.mailboxes().subscribe(Alice.name("Work")),
                        (alice, inbox) -> alice.mailboxes().subscriptions().contains(Alice.name("Work")),
                        Step.force(Means.SUBSCRIPTIONS),
                        new Step("rename:", "/subscriptions"),
                        Step.force(Means.SUBSCRIPTIONS)));
    }

    private static boolean has(Mailbox mailbox, String subject) throws Exception {
        mailbox.refresh();
        return Alice.subjects(mailbox).containsValue(subject);
    }

    private static boolean lists(Alice alice, String name) throws StoreException {
        return alice.mailboxes().list().stream().map(MailboxEntry::name).anyMatch(Alice.name(name)::equals);
    }

    /** An account with two messages that have their UIDs, over a disk that can be made to fail. */
    private interface Scene {
        void play(FaultyDisk disk, Alice alice, Mailbox inbox) throws Exception;
    }

    private void stage(String name, Scene scene) throws Exception {
        FaultyDisk disk = new FaultyDisk(Alice.DISK);
        try (Alice alice = Alice.at(folder.resolve(name), disk)) {
            alice.deliver("one");
            try (Mailbox inbox = alice.inbox()) {
                alice.deliver("two");
                inbox.refresh();
                scene.play(disk, alice, inbox);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyDeedIsForcedInOrderBeforeItIsAcknowledged() {
        return deeds().stream()
                .map(deed -> dynamicTest(
                        deed.name(),
                        () -> stage("order " + deed.name(), (disk, alice, inbox) -> {
                            disk.calls().clear();
                            deed.act().on(alice, inbox);
                            List<String> calls = List.copyOf(disk.calls());
                            int at = 0;
                            for (Step step : deed.steps()) {
                                while (at < calls.size() && !step.is(calls.get(at))) at++;
                                assertThat(at)
                                        .as("%s in its place in %s", step, calls)
                                        .isLessThan(calls.size());
                                at++;
                            }
                            assertThat(deed.done().in(alice, inbox)).isTrue();
                        })));
    }

    @TestFactory
    Stream<DynamicTest> aForceThatFailsIsARefusalAndNothingIsHalfDone() {
        return deeds().stream()
                .flatMap(deed -> deed.steps().stream()
                        .filter(step -> step.verb().equals("force:"))
                        .distinct()
                        .map(step -> dynamicTest(deed.name() + " without " + step.what(), () -> fails(deed, step))));
    }

    private void fails(Deed deed, Step step) throws Exception {
        String name = deed.name() + " " + step.what();
        stage(name, (disk, alice, inbox) -> {
            Map<Long, String> before = Alice.subjects(inbox);
            disk.fail(step::is, "Input/output error");
            assertThatThrownBy(() -> deed.act().on(alice, inbox))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE));
            disk.heal();
            whole(alice.killed(folder.resolve(name + " killed")), before);

            if (!deed.done().in(alice, inbox)) deed.act().on(alice, inbox);
            assertThat(deed.done().in(alice, inbox)).isTrue();
            Map<Long, String> after = Alice.subjects(inbox);
            Path killed = alice.killed(folder.resolve(name + " killed later"));
            try (Alice next = Alice.at(killed);
                    Mailbox again = next.inbox()) {
                assertThat(deed.done().in(next, again)).isTrue();
                assertThat(Alice.subjects(again)).isEqualTo(after);
            }
        });
    }

    /** Whatever has come about: every message can be read, once, and no UID shows another message than before. */
    private static void whole(Path root, Map<Long, String> before) throws Exception {
        try (Alice alice = Alice.at(root);
                Mailbox inbox = alice.inbox()) {
            Map<Long, String> now = Alice.subjects(inbox);
            now.forEach((uid, subject) ->
                    assertThat(before.getOrDefault(uid, subject)).isEqualTo(subject));
            assertThat(now.values()).containsAnyOf("one", "two").doesNotContain("");
            assertThat(now.values().stream().filter("new"::equals).count()).isLessThanOrEqualTo(1);
            unfinished(alice);
        }
    }

    /** Nothing is left in tmp/ for a reader to stumble upon. */
    private static void unfinished(Alice alice) throws IOException {
        assertThat(alice.files("tmp")).isEmpty();
    }
}
